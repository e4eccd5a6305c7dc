"""The domain's enums, made known to Strawberry here and used everywhere as the classes they are."""

import strawberry

from domain.errors import ProblemCode
from domain.queries.conversations import InboxFolder
from models.accounts import AccountKind, AccountStatus, CreatorLevel, Programme
from models.catalog import ProductState
from models.conversations import EntryPoint
from models.messages import MessageKind
from models.teams import Permission

ENUMS = {
    AccountKind: "Creators on one side, sellers and agencies on the other.",
    AccountStatus: "Any but ACTIVE refuses all messaging.",
    CreatorLevel: "By 30-day LIVE GMV, set once a month.",
    EntryPoint: "From where a conversation was first started.",
    MessageKind: "What a message holds; a NOTICE has no sender.",
    Permission: "What a role may hold.",
    ProductState: "Whether a product is offered.",
    Programme: "What an agency may do: link creators (CAP, TAP), run campaigns (TAP).",
}


def register() -> None:
    """Let Strawberry know them; harmless to repeat."""
    for enum, description in ENUMS.items():
        strawberry.enum(enum, description=description)
    strawberry.enum(InboxFolder, description="The views of an inbox.")
    strawberry.enum(ProblemCode, description="Why something was refused.")

"""Refusals as data: one type per refusal, fed by exception handlers, so that no resolver has a try (REF-1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import lazy

from domain import errors
from domain.errors import ProblemCode
from models.accounts import CreatorLevel
from schema.context import Info
from schema.scalars import Long

if TYPE_CHECKING:
    from schema.accounts import Account

AccountRef = Annotated["Account", lazy("schema.accounts")]


@strawberry.interface(description="A refusal: nothing has changed, and nobody was told.")
class Problem:
    """What every refusal says."""

    code: ProblemCode
    detail: str = strawberry.field(description="A sentence for a person.")
    retry_at: datetime | None = strawberry.field(
        description="When the same call may go through; null: time alone does not mend it.", default=None
    )


@strawberry.type(description="The viewer's role does not allow it.")
class Forbidden(Problem):
    pass


@strawberry.type(description="The viewer's own account is not active.")
class AccessRevoked(Problem):
    pass


@strawberry.type(description="There is no such thing, or the viewer may not see it.")
class NotFound(Problem):
    field: str = strawberry.field(description="The path below input.", default="")


@strawberry.type(description="A value is wrong; the detail says what would be right.")
class InvalidInput(Problem):
    field: str = strawberry.field(description="The path below input, as in products.3.commission.", default="")


@strawberry.type(description="The sender's side cannot send this kind of message.")
class KindNotAllowed(Problem):
    pass


@strawberry.type(description="An agency that is not verified can answer, but cannot begin.")
class NotVerified(Problem):
    pass


@strawberry.type(description="The two accounts have no market in common.")
class NoSharedMarket(Problem):
    pass


@strawberry.type(description="The other side's account is not active.")
class RecipientUnavailable(Problem):
    pass


@strawberry.type(description="The viewer's own block stands in the way.")
class YouBlockedThem(Problem):
    pass


@strawberry.type(description="The other side has blocked the viewer.")
class Blocked(Problem):
    pass


@strawberry.type(description="So many messages went without a response: the next one has to come first.")
class AwaitingReply(Problem):
    limit: int = strawberry.field(description="How many go without a response.", default=0)


@strawberry.type(description="The seller's tier does not reach to creators with so many followers.")
class FollowerLimit(Problem):
    limit: int = strawberry.field(description="A new creator must have fewer.", default=0)
    followers: Long = strawberry.field(description="How many this one has.", default=Long(0))


@strawberry.type(description="The week's units for new creators are spent.")
class QuotaExhausted(Problem):
    limit: int = strawberry.field(description="How many new creators a week.", default=0)


@strawberry.type(description="There can be so many, and no more.")
class LimitReached(Problem):
    limit: int = strawberry.field(description="How many.", default=0)


@strawberry.type(description="It is no longer in a state for this step.")
class Closed(Problem):
    pass


@strawberry.type(description="A link needs the creator's agreement first.")
class AgreementRequired(Problem):
    pass


@strawberry.type(description="There is a link in the way.")
class AlreadyLinked(Problem):
    pass


@strawberry.type(description="A request to collaborate takes a higher level. Chat with the partner instead.")
class LevelTooLow(Problem):
    required: CreatorLevel = strawberry.field(description="From this level on.", default=CreatorLevel.SILVER)
    partner: AccountRef = strawberry.field(
        description="Whom to chat with: its conversation, else startConversation.", default=None
    )


@strawberry.type(description="It would cost something: say yes to it.")
class ConfirmationRequired(Problem):
    pass


TYPES: dict[type[errors.DomainError], type[Problem]] = {
    errors.Forbidden: Forbidden,
    errors.AccessRevoked: AccessRevoked,
    errors.NotFound: NotFound,
    errors.InvalidInput: InvalidInput,
    errors.KindNotAllowed: KindNotAllowed,
    errors.NotVerified: NotVerified,
    errors.NoSharedMarket: NoSharedMarket,
    errors.RecipientUnavailable: RecipientUnavailable,
    errors.YouBlockedThem: YouBlockedThem,
    errors.Blocked: Blocked,
    errors.AwaitingReply: AwaitingReply,
    errors.FollowerLimit: FollowerLimit,
    errors.QuotaExhausted: QuotaExhausted,
    errors.LimitReached: LimitReached,
    errors.Closed: Closed,
    errors.LastOwner: Closed,
    errors.AgreementRequired: AgreementRequired,
    errors.AlreadyLinked: AlreadyLinked,
    errors.LevelTooLow: LevelTooLow,
    errors.ConfirmationRequired: ConfirmationRequired,
}


def problem(refusal: errors.DomainError) -> Problem:
    """The refusal as the API says it."""
    return TYPES[type(refusal)](
        code=ProblemCode(refusal.code), detail=refusal.detail, retry_at=refusal.retry_at, **refusal.facts
    )


class Translate(strawberry.ExceptionHandler):  # type: ignore[type-arg]
    """Turns one kind of refusal into its type, wherever a result's union has it."""

    def __init__(self, refusal: type[errors.DomainError]) -> None:
        self.exception_type = refusal
        self.error_type = TYPES[refusal]

    def handle(self, exception: errors.DomainError, *, field: object, info: Info) -> Problem:
        """Say it as data."""
        info.context.refused = exception.code.value
        return problem(exception)


HANDLERS: Sequence[Translate] = [Translate(refusal) for refusal in TYPES]

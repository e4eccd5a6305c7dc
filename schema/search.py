"""Search in modules."""

from typing import Annotated

import strawberry

from domain import ids, matches
from domain.queries import account_hits, hit_pages, message_hits
from domain.queries import search as queries
from domain.queries.hit_pages import HitPage, Search
from domain.queries.tabs import InboxTab
from models.search import SearchModule
from schema.context import Info
from schema.conversations import Conversation
from schema.messages import Message
from schema.nodes import After, Connection, Count, First, resolved, rows_of

Found = strawberry.Parent[Search]


@strawberry.type(description="Where a text matches, in UTF-16 units as JavaScript counts them: text.slice(start, end).")
class MatchRange:
    """SRCH-3."""

    is_type_of = rows_of(matches.MatchRange)
    start: int
    end: int = strawberry.field(description="Behind the last unit.")


@strawberry.type(description="A conversation whose counterpart's name or handle matches.")
class AccountHit:
    """SRCH-1."""

    is_type_of = rows_of(account_hits.AccountHit)
    conversation: Conversation
    text: str = strawberry.field(description="The name; the handle where only that matches.")
    ranges: list[MatchRange] = strawberry.field(description="In their order, none within another.")


@strawberry.type(description="A message that matches: of its conversation the newest.")
class MessageHit:
    """SRCH-1, SRCH-3."""

    is_type_of = rows_of(message_hits.MessageHit)
    conversation: Conversation
    message: Message
    text: str = strawberry.field(description="What matches: the text, or of a card the first title as it was sent.")
    ranges: list[MatchRange] = strawberry.field(description="In their order, none within another.")
    more: Count = strawberry.field(description="Older matches in the same conversation, exact up to a cap.")


HITS = "Conversations with a hit, exact up to a cap; inside one conversation, hits."


@strawberry.type(description="A page of a list.")
class AccountHitConnection(Connection[AccountHit]):
    """Relay's, counted."""

    is_type_of = rows_of(HitPage)
    count: Count = strawberry.field(description=HITS)


@strawberry.type(description="A page of a list.")
class MessageHitConnection(Connection[MessageHit]):
    """Relay's, counted."""

    is_type_of = rows_of(HitPage)
    count: Count = strawberry.field(description=HITS)


async def _accounts(
    search: Found, info: Info, first: First = hit_pages.FIRST, after: After = None
) -> HitPage[account_hits.AccountHit]:
    return await queries.accounts(info.context.viewer, search, first, after, getattr(info, "names", None))


async def _messages(
    search: Found, info: Info, first: First = hit_pages.FIRST, after: After = None
) -> HitPage[message_hits.MessageHit]:
    return await _of(SearchModule.MESSAGES, search, info, first, after)


async def _products(
    search: Found, info: Info, first: First = hit_pages.FIRST, after: After = None
) -> HitPage[message_hits.MessageHit]:
    return await _of(SearchModule.PRODUCTS, search, info, first, after)


async def _samples(
    search: Found, info: Info, first: First = hit_pages.FIRST, after: After = None
) -> HitPage[message_hits.MessageHit]:
    return await _of(SearchModule.SAMPLES, search, info, first, after)


async def _of(
    module: SearchModule, search: Search, info: Info, first: int | None, after: str | None
) -> HitPage[message_hits.MessageHit]:
    shown = getattr(info, "names", None)  # where whoever executes can say so
    return await queries.messages(info.context.viewer, search, module, first, after, shown)


@strawberry.type(
    description="What was found, in modules: each is read only when it is selected. The newest comes first."
)
class SearchResults:
    """SRCH-1."""

    is_type_of = rows_of(Search)
    accounts: AccountHitConnection | None = resolved(_accounts, "By the counterpart's name or handle.")
    messages: MessageHitConnection | None = resolved(_messages, "By the text of messages.")
    products: MessageHitConnection | None = resolved(
        _products, "By the products on product, list and invitation cards, as they were sent."
    )
    samples: MessageHitConnection | None = resolved(_samples, "By the product on sample cards, as it was sent.")


Words = Annotated[
    str, strawberry.argument(description="At least one character; found anywhere, in any case and width.")
]
Within = Annotated[
    strawberry.ID | None, strawberry.argument(description="In this conversation only, where every hit is listed.")
]


async def search(info: Info, query: Words, tab: InboxTab | None = None, conversation_id: Within = None) -> Search:
    """Look for words in the account's own conversations."""
    viewer = info.context.messenger
    key = None if conversation_id is None else ids.parse("conversation", conversation_id, "conversationId")
    return await queries.asked(viewer, query, tab, key)

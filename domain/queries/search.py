"""One search over the account's own conversations, in modules that are each read by themselves (SRCH-1 to SRCH-4)."""

from collections.abc import Set as AbstractSet

from domain import ids
from domain.errors import InvalidInput
from domain.queries import account_hits, conversations, hit_pages, message_hits, tabs
from domain.queries.account_hits import AccountHit
from domain.queries.found import Found
from domain.queries.hit_pages import HitPage, Looking, Place, Search, Wanted
from domain.queries.message_hits import MessageHit, Module
from domain.queries.tabs import InboxTab
from domain.rules import access, inputs
from domain.search_text import normal
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.search import SearchModule


async def asked(viewer: Viewer, query: str, tab: InboxTab | None = None, conversation_key: int | None = None) -> Search:
    """What is looked for. Raises NotFound for a conversation that is not the viewer's."""
    access.messaging(viewer)
    within = None
    if conversation_key is not None:
        within = await conversations.one(viewer, conversation_key, "conversationId")
    longest = viewer.house.policy.of(viewer.account.home_market).search_query_max_length
    if not 1 <= len(inputs.storable(query, "query")) <= longest:
        raise InvalidInput("query", f"Search for 1 to {longest} characters.")
    looked_for = normal(query)
    if not looked_for:
        raise InvalidInput("query", "There is no character in this that could be found.")
    return Search(looked_for, tabs.counterpart_kind(viewer, tab), within)


async def messages(  # noqa: PLR0917 - a list's arguments, and what it is of
    viewer: Viewer,
    search: Search,
    searched: SearchModule,
    first: int | None = None,
    after: str | None = None,
    shown: AbstractSet[str] | None = None,
) -> HitPage[MessageHit]:
    """A page of the conversations with a hit, each at its newest; inside one conversation, of its hits.

    The newest hit comes first. `shown` names the API's fields that will be shown: what none needs is not read.
    """
    wanted, me = hit_pages.wanted(viewer, first, after, shown), viewer.account
    inside = search.within is not None
    place = hit_pages.after_hit(wanted.part) if inside else hit_pages.after(wanted.part)
    if search.nowhere:
        return hit_pages.page(wanted, Found(0, stopped=False, rows=()), 0, ())
    module = Module(searched, "creator" if me.kind == AccountKind.CREATOR else "partner")
    looking = Looking(viewer, search, wanted, lambda form: message_hits.statement_of(module, form))
    found, count = await looking.page(place)
    caps = (wanted.cap, viewer.house.policy.of(me.home_market).search_ranges_max)
    cursor = message_hits.sequence_cursor if inside else message_hits.cursor
    hits = [
        (cursor(row), message_hits.message_hit(module, row, me, wanted.reading.build, search.query, caps))
        for row in found.rows
        if message_hits.is_there(row)
    ]
    return hit_pages.page(wanted, found, count, hits)


async def accounts(
    viewer: Viewer,
    search: Search,
    first: int | None = None,
    after: str | None = None,
    shown: AbstractSet[str] | None = None,
) -> HitPage[AccountHit]:
    """A page of the conversations whose counterpart's name or handle contains it, the newest activity first."""
    wanted, me = hit_pages.wanted(viewer, first, after, shown), viewer.account
    place = hit_pages.after(wanted.part)
    places = viewer.house.policy.of(me.home_market).search_ranges_max
    if search.within is not None:
        return _alone(wanted, search, place, places)
    looking = Looking(viewer, search, wanted, account_hits.statement_of, owned=False, bounds=account_hits.BOUNDS)
    found, count = await looking.page(place)
    hits = [
        (account_hits.cursor(row), account_hits.account_hit(row, me, wanted.reading.build, search.query, places))
        for row in found.rows
        if account_hits.is_there(row)
    ]
    return hit_pages.page(wanted, found, count, hits)


def _alone(wanted: Wanted, search: Search, place: Place, places: int) -> HitPage[AccountHit]:
    """The one conversation that is looked into, where its counterpart is found."""
    hit = None
    if search.within is not None and not search.nowhere:
        hit = account_hits.hit_of(search.within, search.query, places)
    if hit is None:
        return hit_pages.page(wanted, Found(0, stopped=False, rows=()), 0, ())
    at = (hit.conversation.last_activity_at, hit.conversation.key)
    hits = [(ids.inbox_cursor(*at), hit)] if at < (place.at, place.key) else []
    return hit_pages.page(wanted, Found(len(hits), stopped=False, rows=()), 1, hits)

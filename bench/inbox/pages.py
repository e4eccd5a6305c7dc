"""The pages that are asked for: of each folder and filter the first, one deep down, and the one before that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.sign_in import issue
from bench.dataset.stores import Store
from bench.inbox.filters import CREATORS, SELLERS, Filter
from bench.inbox.matching import Matches, Matching
from bench.load.client import post
from bench.load.rounds import Check
from bench.load.scenarios import WrongAnswerError
from bench.load.timing import Asked
from bench.search.people import ASSIGNEES, FAMOUS, SHOP
from domain.queries.conversations import InboxFolder

PAGE = 50
MARK = b'"lastMessage":'
ARGUMENTS = "$folder: InboxFolder!, $tab: InboxTab, $filter: InboxFilter"
PLACES = "$first: Int, $after: String, $last: Int, $before: String"
DOCUMENT = f"""query Inbox({ARGUMENTS}, {PLACES}) {{
  inbox(folder: $folder, tab: $tab, filter: $filter, first: $first, after: $after, last: $last, before: $before) {{
    edges {{
      cursor
      node {{
        id unreadCount unread unreplied starred archived lastActivityAt
        counterpart {{ __typename id handle name avatarUrl }}
        lastMessage {{ id sequence kind text preview sentAt sender {{ id }} }}
      }}
    }}
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
  }}
}}"""
COUNTS = """query Counts($tab: InboxTab, $filter: InboxFilter) {
  inboxCounts(tab: $tab, filter: $filter) {
    messages { value exact } unread { value exact } unreplied { value exact } starred { value exact }
    archived { value exact } newConnections { value exact }
  }
}"""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A filter as one account asks it: what it leaves of each folder, its pages, and its counts."""

    name: str
    folders: Mapping[str, Matching]
    pages: list[Asked]  # each named after its folder
    counts: Asked


async def all_of(store: Store, key: bytes) -> list[Narrowed]:
    """Every filter, of the seller and of the creator."""
    seller, creator = await _account(store, SHOP[0]), await _account(store, FAMOUS[0])
    assignees = {name: await _user(store, f"assignee.{name}") for name in ASSIGNEES}
    found = []
    matches, token = Matches(store, seller, assignees), issue(key, seller)[0]
    for name, filter in SELLERS.items():
        asked = {word: value for word, value in filter.items() if word != "assignee"}
        if "assignee" in filter:
            asked["assigneeId"] = f"usr_{assignees[filter['assignee']]}"
        found.append(await _narrowed(matches, name, token, filter, {"tab": None, "filter": asked or None}))
    matches, token = Matches(store, creator, {}), issue(key, creator)[0]
    for name, (tab, filter) in CREATORS.items():
        found.append(await _narrowed(matches, name, token, filter, {"tab": tab, "filter": filter or None}))
    return found


async def _account(store: Store, handle: str) -> int:
    ((key,),) = await store.run("SELECT id FROM accounts WHERE handle = $1", handle)
    return int(key)


async def _user(store: Store, handle: str) -> int:
    ((key,),) = await store.run("SELECT id FROM users WHERE handle = $1", handle)
    return int(key)


async def _narrowed(matches: Matches, name: str, token: str, filter: Filter, asked: dict[str, Any]) -> Narrowed:
    folders = {folder.value: await matches.of(folder, filter, asked["tab"]) for folder in InboxFolder}
    pages = [page for folder, matching in folders.items() for page in _pages(token, folder, matching, asked)]
    counts = Asked(name, post("/graphql", token, {"query": COUNTS, "variables": asked}), _counted(name))
    return Narrowed(name, folders, pages, counts)


def _pages(token: str, folder: str, matching: Matching, asked: dict[str, Any]) -> list[Asked]:
    """With as many conversations as each must show."""
    places: list[tuple[dict[str, Any], int]] = [({"first": PAGE}, matching.count)]
    if matching.deep is not None:
        after = matching.count - matching.before_deep - 1
        places += [({"first": PAGE, "after": matching.deep}, after)]
        places += [({"last": PAGE, "before": matching.deep}, matching.before_deep)]
    return [
        Asked(
            folder, post("/graphql", token, {"query": DOCUMENT, "variables": {**asked, **place, "folder": folder}}),
            _holds(f"{asked}, {folder}, {place}", min(number, PAGE)),
        )
        for place, number in places
    ]  # fmt: skip


def _holds(what: str, number: int) -> Check:
    """An answer is a page of so many."""

    def check(status: int, body: bytes) -> None:
        if status != 200 or b'"errors"' in body or body.count(MARK) != number:
            said = f"{body.count(MARK)} of {number} conversations"
            raise WrongAnswerError(f"{what}: {status}, {said}: {body[:500]!r}")

    return check


def _counted(what: str) -> Check:
    """An answer holds the counts of all folders."""

    def check(status: int, body: bytes) -> None:
        if status != 200 or b'"errors"' in body or body.count(b'"exact":') != len(InboxFolder):
            raise WrongAnswerError(f"counts of {what}: {status} {body[:500]!r}")

    return check

"""What is asked of a pool: pages that much of it matches, and pages that hardly anything does."""

from typing import Any

from app.sign_in import issue
from bench.dataset.stores import Store
from bench.leads.dataset import PARTNER
from bench.load.client import post
from bench.load.scenarios import Scenario
from domain.leads import LeadOrder
from models.accounts import CreatorLevel
from models.leads import LeadSource, LeadStatus

PAGE = 50
RARE = "rare"  # how the names of pages begin of which less than a twentieth of the pool matches
DOCUMENT = """query Leads($query: String, $filter: LeadFilter, $order: LeadOrder!, $first: Int!) {
  leads(query: $query, filter: $filter, orderBy: $order, first: $first) {
    edges {
      cursor
      node {
        id source status requestedAt note licensedUntil
        licensedData {
          contact profile bestLive { startedAt endedAt gmv { amount currency } uniqueViewers orders }
        }
        creator { id handle name avatarUrl level }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""
# Silver and above are a fifth of the creators.
LEVELS = list(CreatorLevel)[2:]
SPAN = {"min": 10_000, "max": 100_000}
ASKED: dict[str, tuple[LeadOrder, str | None, dict[str, Any] | None]] = {
    "newest": (LeadOrder.NEWEST, None, None),
    "most followers": (LeadOrder.FOLLOWERS, None, None),
    "by level": (LeadOrder.NEWEST, None, {"levels": LEVELS}),
    "by status": (LeadOrder.NEWEST, None, {"statuses": [LeadStatus.IN_PROGRESS]}),
    "by followers": (LeadOrder.FOLLOWERS, None, {"followers": [SPAN]}),
    "by three": (
        LeadOrder.NEWEST, None,
        {"levels": LEVELS, "followers": [SPAN, {"min": 1_000_000}], "source": LeadSource.COLLABORATION_REQUEST},
    ),
    "rare: status": (LeadOrder.NEWEST, None, {"statuses": [LeadStatus.INVALID]}),
    "rare: level": (LeadOrder.FOLLOWERS, None, {"levels": [CreatorLevel.DIAMOND]}),
    "rare: all": (
        LeadOrder.NEWEST, None,
        {"levels": [CreatorLevel.DIAMOND], "followers": [{"min": 1_000_000}], "statuses": [LeadStatus.INVALID],
         "source": LeadSource.INSTANT_MESSAGE},
    ),
    "rare: handle": (LeadOrder.NEWEST, ".199999", None),
    "rare: no name": (LeadOrder.NEWEST, "qqqq", None),
}  # fmt: skip


async def pages(store: Store, key: bytes) -> dict[str, Scenario]:
    """All of them; how many leads a right answer holds is counted beforehand."""
    token = issue(key, PARTNER)[0]
    total = (await store.run("SELECT count(*) FROM leads"))[0][0]
    found = {}
    for name, (order, words, filter) in ASKED.items():
        matching = await _count(store, words, filter)
        print(f"  {name}: {matching:,} of {total:,} match", flush=True)
        if name.startswith(RARE) is not (matching < total / 20):
            raise AssertionError(f"{name}: {matching} match")
        found[name] = _scenario(name, token, order, words, filter, min(matching, PAGE))
    return found


async def _count(store: Store, words: str | None, filter: dict[str, Any] | None) -> int:
    """How many match: said in other words than the servers say it."""
    asked, conditions, values = filter or {}, ["1 = 1"], []

    def value(one: Any) -> str:
        values.append(one)
        return f"${len(values)}"

    for column, choice in (("level", asked.get("levels")), ("status", asked.get("statuses"))):
        if choice is not None:
            conditions.append(f"{column} IN ({', '.join(value(str(one)) for one in choice)})")
    if "source" in asked:
        conditions.append(f"source = {value(str(asked['source']))}")
    spans = [
        f"(followers >= {value(span.get('min', 0))} AND followers < {value(span.get('max', 2**62))})"
        for span in asked.get("followers", ())
    ]
    conditions += [f"({' OR '.join(spans)})"] if spans else []
    if words is not None:
        conditions.append(f"search_text LIKE {value(f'%{words}%')}")
    query = f"SELECT count(*) FROM leads WHERE {' AND '.join(conditions)}"
    count: int = (await store.run(query, *values))[0][0]
    return count


def _scenario(  # noqa: PLR0917 - what a page is asked by
    name: str, token: str, order: LeadOrder, words: str | None, filter: dict[str, Any] | None, marks: int
) -> Scenario:
    variables = {"query": words, "filter": filter, "order": order, "first": PAGE}
    by_graphql = post("/graphql", token, {"query": DOCUMENT, "variables": variables})
    by_hand = post("/leads", token, variables)
    return Scenario(name, lambda: by_graphql, lambda: by_hand, b'"requestedAt":', marks)

"""A search as a client asks for it: the four modules, ten hits of each, with all that is shown of them."""

from collections.abc import Sequence

from app.sign_in import issue
from bench.dataset.stores import Store
from bench.load.client import post
from bench.load.scenarios import WrongAnswerError
from bench.load.timing import Asked
from bench.search.people import SHOP
from bench.search.queries import Kind

PAGE = 10
MODULES = ("accounts", "messages", "products", "samples")
_PAGE_OF = "count { value exact } pageInfo { hasNextPage endCursor } edges { cursor node"
_SHOWN = "text ranges { start end } conversation { id counterpart { name } }"
_HIT = f"{{ {_SHOWN} message {{ id sequence sentAt }} more {{ value exact }} }} }}"
DOCUMENT = f"""query Search($query: String!, $first: Int!) {{
  search(query: $query) {{
    accounts(first: $first) {{ {_PAGE_OF} {{ {_SHOWN} }} }} }}
    messages(first: $first) {{ {_PAGE_OF} {_HIT} }}
    products(first: $first) {{ {_PAGE_OF} {_HIT} }}
    samples(first: $first) {{ {_PAGE_OF} {_HIT} }}
  }}
}}"""


async def seller_token(store: Store, key: bytes) -> str:
    """What the seller with the large inbox signs in with."""
    ((account,),) = await store.run("SELECT id FROM accounts WHERE handle = $1", SHOP[0])
    return issue(key, account)[0]


def asked(kinds: Sequence[Kind], token: str, side: str) -> list[Asked]:
    """Every query, of Parley or of the limit."""
    return [
        Asked(kind.name, by_hand(token, query) if side == "limit" else by_graphql(token, query), check)
        for kind in kinds
        for query in kind.asked
    ]


def by_graphql(token: str, query: str) -> bytes:
    """As Parley is asked."""
    return post("/graphql", token, {"query": DOCUMENT, "variables": {"query": query, "first": PAGE}})


def by_hand(token: str, query: str) -> bytes:
    """As the limit is asked."""
    return post("/search", token, {"query": query, "first": PAGE})


def check(status: int, body: bytes) -> None:
    """Raise unless all modules were answered."""
    if status != 200 or b'"errors"' in body or body.count(b'"hasNextPage":') != len(MODULES):
        raise WrongAnswerError(f"a search was answered {status} {body[:500]!r}")

"""Finding creators: by name, figures, category, level and market, the newest account first."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from domain import ids, rows
from domain.errors import Forbidden, InvalidInput
from domain.lists import Page
from domain.queries import accounts, keyed
from domain.rows import Account
from domain.rules import access, inputs, ranges
from domain.rules.ranges import CountRange, MoneyRange
from domain.search_text import normal
from domain.viewer import Viewer
from models.accounts import AccountKind, AccountStatus, CreatorLevel
from models.sql import Row, Statement, statement
from models.teams import Permission


class CreatorFilter(Struct, frozen=True):
    """What is asked of creators, all of it at once; None asks for nothing, an empty choice is a choice of nothing.

    What has no figure, or one in another currency than the viewer's, is in no range of it (ACC-10).
    """

    followers: CountRange | None = None
    categories: Sequence[str] | None = None
    affiliate_gmv: MoneyRange | None = None
    levels: Sequence[CreatorLevel] | None = None
    market: str | None = None


Fetch = Callable[..., Awaitable[Sequence[Row]]]
EVERYBODY = CreatorFilter()
COUNTED = 100_000


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What the two databases say differently."""

    creators: str
    find: str
    shares_market: str
    in_categories: str


_POSTGRES = _Dialect(
    creators="accounts a",
    find="strpos",
    shares_market="string_to_array(a.markets, ' ') && $4::text[]",
    in_categories="a.category = ANY($7::text[])",
)
_SQLITE = _Dialect(
    # Left to itself it walks accounts of every kind, in the order of their keys.
    creators="accounts a INDEXED BY accounts_creators",
    find="instr",
    shares_market="""EXISTS (
        SELECT 1 FROM json_each($4) m WHERE instr(' ' || a.markets || ' ', ' ' || m.value || ' ') > 0)""",
    in_categories="a.category IN (SELECT value FROM json_each($7))",
)
_NOT_BLOCKED = "p.creator_blocked_at IS NULL AND p.partner_blocked_at IS NULL"


def _found(columns: str, dialect: _Dialect, more: str = "TRUE") -> str:
    """Who matches, by _values' parameters. Nothing is part of every text; what was not asked for leaves nobody out."""
    return f"""
    SELECT {columns} FROM {dialect.creators}
    LEFT JOIN latest_figures f ON f.account_id = a.id
    LEFT JOIN pairs p ON p.creator_id = a.id AND p.partner_id = $1
    WHERE a.kind = '{AccountKind.CREATOR}' AND a.id < $2 AND a.status = '{AccountStatus.ACTIVE}'
        AND {dialect.shares_market} AND {dialect.find}(a.search_text, $5) > 0
        AND ($6::text IS NULL OR {dialect.find}(' ' || a.markets || ' ', ' ' || $6 || ' ') > 0)
        AND ($7::text[] IS NULL OR {dialect.in_categories})
        AND ($8 = '' OR {dialect.find}($8, ' ' || a.level || ' ') > 0)
        AND ($9::bigint IS NULL OR f.followers >= $9) AND ($10::bigint IS NULL OR f.followers < $10)
        AND ($11::text IS NULL OR f.affiliate_gmv_currency = $11)
        AND ($12::bigint IS NULL OR f.affiliate_gmv >= $12) AND ($13::bigint IS NULL OR f.affiliate_gmv < $13)
        AND {more}
    ORDER BY a.id DESC LIMIT $3"""


def _statement(columns: str, more: str = "TRUE") -> Statement:
    return statement(postgres=_found(columns, _POSTGRES, more), sqlite=_found(columns, _SQLITE, more))


PAGE = _statement(f"{rows.account_columns('a')}, p.partner_blocked_at IS NOT NULL")
MATCHING = _statement("a.id", _NOT_BLOCKED)
COUNT = statement(
    postgres=f"SELECT count(*) FROM ({_found('a.id', _POSTGRES, _NOT_BLOCKED)}) AS found",
    sqlite=f"SELECT count(*) FROM ({_found('a.id', _SQLITE, _NOT_BLOCKED)}) AS found",
)


async def page(
    viewer: Viewer,
    query: str | None = None,
    filter: CreatorFilter | None = None,
    *,
    first: int | None = None,
    after: str | None = None,
) -> Page[Account]:
    """The creators who share a market with the viewer and match, the newest first; blocked ones are marked (BLK-3)."""
    _for_partners(viewer)
    values = _values(viewer, query, filter or EVERYBODY)
    part = keyed.asked(viewer, first, after)
    found = await viewer.house.database.fetch(PAGE, viewer.account.key, keyed.place(part), part.size + 1, *values)
    return keyed.page(found, part, accounts.built)


async def matching(
    fetch: Fetch,
    viewer: Viewer,
    query: str | None,
    filter: CreatorFilter | None,
    limit: int,
) -> list[int]:
    """The keys of those who match and with whom nobody blocks anybody, the newest first, by whatever reads (BLK-3)."""
    _for_partners(viewer)
    values = _values(viewer, query, filter or EVERYBODY)
    return [row[0] for row in await fetch(MATCHING, viewer.account.key, ids.LARGEST, limit, *values)]


async def audience(
    fetch: Fetch,
    viewer: Viewer,
    query: str | None,
    filter: CreatorFilter | None,
    most: int,
) -> list[int]:
    """The keys of all who match, for a bulk message. Raises InvalidInput with their number where they are too many."""
    found = await matching(fetch, viewer, query, filter, most + 1)
    if len(found) > most:
        values = _values(viewer, query, filter or EVERYBODY)
        ((count,),) = await fetch(COUNT, viewer.account.key, ids.LARGEST, COUNTED, *values)
        number = f"{count:,}" if count < COUNTED else f"{COUNTED:,} or more"
        raise InvalidInput("filter", f"{number} creators match; a bulk message goes to at most {most:,}. Narrow it.")
    return found


def _for_partners(viewer: Viewer) -> None:
    access.require(viewer, Permission.INSTANT_MESSAGING)
    if viewer.account.kind == AccountKind.CREATOR:
        raise Forbidden("Only sellers and agencies find creators.")
    access.active(viewer)


def _values(viewer: Viewer, query: str | None, asked: CreatorFilter) -> tuple[Any, ...]:
    """What is looked for, as _found takes it from $4 on."""
    words = normal(inputs.storable(query or "", "query").strip())
    followers, sold = asked.followers or CountRange(), asked.affiliate_gmv or MoneyRange()
    ranges.check(followers, "filter.followers")
    ranges.check(sold, "filter.affiliateGmv30d")
    levels = levels_of(asked.levels)
    currency = viewer.house.policy.market(viewer.account.home_market).currency
    in_minor = ranges.minor(sold, currency)
    return (
        viewer.account.markets, words, market_of(viewer, asked.market), categories_of(asked.categories),
        "" if levels is None else f" {' '.join(levels)} ", followers.min, followers.max,
        None if sold == MoneyRange() else currency, in_minor.min, in_minor.max,
    )  # fmt: skip


def market_of(viewer: Viewer, asked: str | None) -> str | None:
    """A market that creators are asked by. Raises InvalidInput for what is none."""
    if asked is not None and asked not in viewer.house.policy.markets:
        raise InvalidInput("filter.market", "There is no such market.")
    return asked


def levels_of(asked: Sequence[CreatorLevel] | None) -> list[str] | None:
    """The levels that creators are asked by. Raises InvalidInput for more than can be chosen."""
    if asked is None:
        return None
    ids.at_most(ids.MOST_CHOSEN, asked, "filter.levels")
    return [str(level) for level in asked]


def categories_of(asked: Sequence[str] | None) -> list[str] | None:
    """The categories that creators are asked by. Raises InvalidInput for what none can be."""
    if asked is None:
        return None
    ids.at_most(ids.MOST_CHOSEN, asked, "filter.categories")
    return [inputs.storable(category, f"filter.categories.{index}") for index, category in enumerate(asked)]

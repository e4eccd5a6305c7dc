"""The levels of creators: set once a month, in each market on the 2nd at its first instant (ACC-8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import clock
from domain.actions import due, pools
from domain.money import amount
from domain.policy import Numbers
from domain.transaction import Transaction, door
from domain.viewer import System
from models.accounts import AccountKind, CreatorLevel, Metric
from models.due import DueKind
from models.sql import Row, statement

DAY = 2
BATCH = 500  # creators of one transaction

BEGIN = statement("""
    INSERT INTO level_refreshes (market, refreshes_at, reached_id) VALUES ($1, $2, 0)
    ON CONFLICT (market) DO NOTHING RETURNING id""")
# From one market to the next, by the index: creators are not walked.
MARKETS = statement(f"""
    WITH RECURSIVE reached (market) AS (
        SELECT min(home_market) FROM accounts WHERE kind = '{AccountKind.CREATOR}'
        UNION ALL
        SELECT (SELECT min(home_market) FROM accounts
            WHERE kind = '{AccountKind.CREATOR}' AND home_market > reached.market)
        FROM reached WHERE reached.market IS NOT NULL)
    SELECT market FROM reached WHERE market IS NOT NULL""")
LOCK = statement("SELECT id, market, refreshes_at, reached_id FROM level_refreshes WHERE id = $1 FOR UPDATE")
GO_ON = statement("UPDATE level_refreshes SET refreshes_at = $2, reached_id = $3 WHERE id = $1")

# The next of a market's creators, each with the latest figure taken before a moment, if there is one.
_CREATORS = f"""
    SELECT id, level, created_at FROM accounts
    WHERE {{after}} AND kind = '{AccountKind.CREATOR}' ORDER BY home_market, id LIMIT $4"""
_TAKEN = f"t.account_id = a.id AND t.metric = '{Metric.LIVE_GMV_30D}' AND t.taken_at < $3"
CREATORS = statement(
    # As a place in the index: for one market PostgreSQL would rather walk the creators of all markets, by their keys.
    postgres=f"""
    SELECT a.id, a.level, a.created_at, s.value, s.currency
    FROM ({_CREATORS.format(after="(home_market, id) > ($1, $2) AND home_market <= $1")}) a LEFT JOIN LATERAL (
        SELECT t.value, t.currency FROM statistics t WHERE {_TAKEN} ORDER BY t.taken_at DESC LIMIT 1) s ON TRUE""",
    sqlite=f"""
    SELECT a.id, a.level, a.created_at, s.value, s.currency
    FROM ({_CREATORS.format(after="home_market = $1 AND id > $2")}) a
    LEFT JOIN statistics s ON s.account_id = a.id AND s.metric = '{Metric.LIVE_GMV_30D}'
        AND s.taken_at = (SELECT max(t.taken_at) FROM statistics t WHERE {_TAKEN})""",
)
SET_LEVEL = statement("UPDATE accounts SET level = $2 WHERE id = $1")
NOTE_LEVEL = statement("INSERT INTO creator_levels (creator_id, level, set_at) VALUES ($1, $2, $3)")


@dataclass(frozen=True, slots=True)
class Refresh:
    """Where a market stands: the moment that levels are set for, and the last creator that was reached."""

    key: int
    market: str
    at: datetime
    reached: int


async def begin(tx: Transaction, market: str) -> None:
    """Let a market's levels be set from now on, each month; harmless to repeat (a step)."""
    moment = clock.next_day_of_month(tx.now, tx.house.policy.market(market).zone, DAY)
    row = await tx.fetch_row(BEGIN, market, moment)
    if row is not None:
        await due.at(tx, moment, DueKind.LEVELS_ARE_SET, row[0])


@door
async def begin_everywhere(viewer: System, tx: Transaction) -> None:
    """Let them be set in every market that has creators from before levels were; harmless to repeat."""
    for (market,) in await tx.fetch(MARKETS):
        if market in viewer.house.policy.markets:
            await begin(tx, market)


async def locked(tx: Transaction, key: int) -> Refresh | None:
    """Where a market stands, locked, so that its creators are gone through by one at a time (a step)."""
    row = await tx.fetch_row(LOCK, key)
    return None if row is None else Refresh(*row)


async def refresh(tx: Transaction, found: Refresh) -> None:
    """Set the levels of some creators, and come back at once for more, or next month (a step).

    After a pause they are set once, for the last 2nd that has passed: what was missed before it is not made up for.
    """
    zone = tx.house.policy.market(found.market).zone
    moment = clock.day_of_month(tx.now, zone, DAY)
    reached = found.reached if moment <= found.at else 0
    moment = max(moment, found.at)
    creators = sorted(await tx.fetch(CREATORS, found.market, reached, moment, BATCH), key=lambda row: row[0])
    await _set(tx, found.market, creators, moment)
    if len(creators) == BATCH:
        await tx.fetch(GO_ON, found.key, moment, creators[-1][0])
        await due.at(tx, tx.now, DueKind.LEVELS_ARE_SET, found.key)
    else:
        following = clock.next_day_of_month(tx.now, zone, DAY)
        await tx.fetch(GO_ON, found.key, following, 0)
        await due.at(tx, following, DueKind.LEVELS_ARE_SET, found.key)


async def _set(tx: Transaction, market: str, creators: Sequence[Row], moment: datetime) -> None:
    """Set what differs. Whoever joined since keeps the level that it came with."""
    currency, numbers = tx.house.policy.market(market).currency, tx.house.policy.of(market)
    changed = [
        (key, level)
        for key, before, joined_at, value, paid_in in creators
        if joined_at < moment and before != (level := level_of(value if paid_in == currency else 0, currency, numbers))
    ]
    await tx.execute_many(SET_LEVEL, changed)
    await tx.execute_many(NOTE_LEVEL, [(key, level, moment) for key, level in changed])
    await pools.follow(tx, [key for key, _ in changed])


def level_of(sold: int, currency: str, numbers: Numbers) -> CreatorLevel:
    """The level of a 30-day LIVE GMV, in minor units: the highest whose threshold it reaches."""
    reached = CreatorLevel.BRONZE if sold > 0 else CreatorLevel.NONE
    thresholds = {
        CreatorLevel.SILVER: numbers.level_gmv_silver,
        CreatorLevel.GOLD: numbers.level_gmv_gold,
        CreatorLevel.PLATINUM: numbers.level_gmv_platinum,
        CreatorLevel.RUBY: numbers.level_gmv_ruby,
        CreatorLevel.EMERALD: numbers.level_gmv_emerald,
        CreatorLevel.SAPPHIRE: numbers.level_gmv_sapphire,
        CreatorLevel.DIAMOND: numbers.level_gmv_diamond,
    }
    for level, least in thresholds.items():
        if amount(sold, currency) >= least:
            reached = level
    return reached

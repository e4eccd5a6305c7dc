"""Figures of accounts as the marketplace feeds them: appended by the time they were taken (ACC-7)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from domain.actions import accounts as actions
from domain.actions import pools
from domain.actions.accounts import Figure
from domain.actions.feeding import batches
from domain.actions.feeding.batches import inserting, write
from domain.errors import InvalidInput
from domain.feeding import Outcome, Status, Stored, outcomes, read_each
from domain.policy import Policy
from domain.records import StatisticRecord
from domain.rules import records
from domain.transaction import Transaction, door
from domain.viewer import Service, System
from models.accounts import AccountKind, Metric
from models.engines.sqlite import text_of
from models.sql import Row, statement

_Place: TypeAlias = tuple[int, Metric, datetime]  # whose, which, and when

# Of sellers, only what they sold is known (ACC-7).
OF_SELLERS = {Metric.AFFILIATE_GMV_30D}
TAKE = inserting("statistics", actions.FIGURE, "ON CONFLICT DO NOTHING", "value")
FOUND = statement(
    postgres="""
    SELECT s.account_id, s.metric, s.taken_at, s.value, s.currency
    FROM unnest($1::bigint[], $2::text[], $3::timestamptz[]) AS asked (account_id, metric, taken_at)
    JOIN statistics s ON s.account_id = asked.account_id AND s.metric = asked.metric AND s.taken_at = asked.taken_at""",
    sqlite="""
    SELECT s.account_id, s.metric, s.taken_at, s.value, s.currency
    FROM json_each($1) a JOIN statistics s ON s.account_id = json_extract(a.value, '$[0]')
        AND s.metric = json_extract(a.value, '$[1]')
        AND s.taken_at = json_extract(a.value, '$[2]')""",
)


@door
async def feed(viewer: Service | System, tx: Transaction, fed: Sequence[StatisticRecord]) -> list[Outcome]:
    """Take in figures; an outcome for each. Another figure for the same moment is refused (PLT-1)."""
    accounts = await batches.accounts(tx, (record.account for record in fed))

    def read(record: StatisticRecord) -> Figure:
        kinds = (AccountKind.CREATOR, AccountKind.SELLER) if record.metric in OF_SELLERS else (AccountKind.CREATOR,)
        account = accounts.get(record.account, "account", *kinds)
        value, currency = _value(record, viewer.house.policy)
        return Figure(account.key, record.metric, value, records.past(record.taken_at, tx.now, "takenAt"), currency)

    said = read_each(fed, read)
    asked = [(f.account_key, f.metric, f.taken_at) for f in said if isinstance(f, Figure)]
    stored = Stored[_Place]({tuple(row[:3]): tuple(row[3:]) for row in await _found(tx, asked)})

    def take(figure: Figure) -> Status:
        key, values = (figure.account_key, figure.metric, figure.taken_at), (figure.value, figure.currency)
        if stored.now.get(key, values) != values:
            raise InvalidInput(
                "value", "Another figure was fed for this moment: give a newer one the time it was taken."
            )
        return stored.put(key, values)

    found = outcomes(fed, said, take)
    new = [Figure(account, metric, value, at, code) for (account, metric, at), (value, code) in stored.new]
    await pools.lock(tx, sorted({figure.account_key for figure in new}))
    await write(tx, TAKE, actions.in_rows(new))
    await actions.keep_latest(tx, new)
    return found


async def _found(tx: Transaction, asked: Sequence[_Place]) -> Sequence[Row]:
    if tx.dialect == "postgres":
        return await tx.fetch(FOUND, *([one[place] for one in asked] for place in range(3)))
    return await tx.fetch(FOUND, [[key, metric, text_of(at)] for key, metric, at in asked])


def _value(record: StatisticRecord, policy: Policy) -> tuple[int, str | None]:
    if not record.metric.is_money:
        if record.currency is not None:
            raise InvalidInput("currency", f"{record.metric} is a count, and has no currency.")
        return records.whole(record.value, "value"), None
    if record.currency is None:
        raise InvalidInput("currency", f"{record.metric} is money, and needs its currency.")
    currency = records.currency(record.currency, policy, "currency")
    return records.minor_units(record.value, currency, "value"), currency

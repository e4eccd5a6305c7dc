"""What is due and waits for somebody to do it, for who watches."""

from dataclasses import dataclass
from datetime import datetime

from domain.house import House
from models.sql import statement

LOOKED_AT = 1_000

# The longest due alone, by the index of the times: however much there is, it costs no more than this.
WAITING = statement("""
    SELECT kind, min(due_at), count(*) FROM (
        SELECT kind, due_at FROM due_work WHERE due_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
        ORDER BY due_at LIMIT $2) waiting
    GROUP BY kind""")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Of one kind of work: since when the longest due waits, and how many are among the longest due of all kinds."""

    kind: str
    since: datetime
    count: int


async def waiting(house: House, now: datetime) -> list[Waiting]:
    """By kind, of the LOOKED_AT longest due; what somebody is at does not wait."""
    rows = await house.database.fetch(WAITING, now, LOOKED_AT)
    return [Waiting(kind, _moment(since), count) for kind, since, count in rows]


def _moment(since: datetime | str) -> datetime:
    """SQLite knows the type of a column, and not that of the least of it."""
    return since if isinstance(since, datetime) else datetime.fromisoformat(since)

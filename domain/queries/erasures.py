"""How far the erasure of an account has come."""

from domain.erasures import Erasure
from domain.house import House
from models.sql import statement

READ = statement("SELECT account_id, begun_at, finished_at FROM erasures WHERE account_id = $1")


async def one(house: House, account_key: int) -> Erasure | None:
    """The erasure of an account; None for one that is not erased."""
    row = await house.database.fetch_row(READ, account_key)
    return None if row is None else Erasure(*row)

"""Whether what was said can be found."""

from domain.house import House
from models.sql import statement

LEFT = statement("SELECT 1 FROM search_progress")


async def left(house: House) -> bool:
    """Whether messages of before there was a search are still to be made searchable."""
    return await house.database.fetch_row(LEFT) is not None

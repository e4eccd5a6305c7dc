"""Whether what was said can be found, and how quickly."""

from domain.house import House
from models.sql import statement

LEFT = statement("SELECT 1 FROM search_progress")
# Trigrams are made of letters, and a locale says which characters are some.
LETTERS = statement(postgres="SELECT 1 WHERE show_trgm('ж') <> '{}'", sqlite="SELECT 1")


async def left(house: House) -> bool:
    """Whether messages of before there was a search are still to be made searchable."""
    return await house.database.fetch_row(LEFT) is not None


async def knows_letters(house: House) -> bool:
    """Whether the database's locale knows letters beyond ASCII: where not, they are found by reading much more."""
    return await house.database.fetch_row(LETTERS) is not None

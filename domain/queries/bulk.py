"""The account's bulk messages, the newest first, and what became of each creator (OUT-12)."""

from collections.abc import Sequence

from domain import bulk
from domain.bulk import BulkCounts, BulkMessage, BulkPreview, PreviewedCreator, Recipient
from domain.errors import NotFound
from domain.lists import Page
from domain.queries import keyed
from domain.rules import access
from domain.viewer import Viewer
from models.bulk import RecipientStatus
from models.sql import Row, statement
from models.teams import Permission

PAGE = statement(f"""
    SELECT {bulk.columns("b")} FROM bulk_messages b
    WHERE b.account_id = $1 AND b.id < $2 ORDER BY b.id DESC LIMIT $3""")
SOME = statement(f"SELECT {bulk.columns('b')} FROM bulk_messages b WHERE b.id IN LIST($2) AND b.account_id = $1")
COUNTS = statement("""
    SELECT bulk_id, status, count(*) FROM bulk_recipients WHERE bulk_id IN LIST($1) GROUP BY bulk_id, status""")
# Of several bulk messages at once, in the order of their audiences. No cursor is a cursor before the beginning.
_OF_EACH = """
    i.bulk_id = asked.id AND i.place > $2 AND ($4 = '' OR $4 LIKE '% ' || i.status || ' %')
    ORDER BY i.place LIMIT $3"""
RECIPIENTS = statement(
    postgres=f"""
    SELECT {bulk.RECIPIENT_COLUMNS} FROM unnest($1::bigint[]) AS asked (id) CROSS JOIN LATERAL (
        SELECT * FROM bulk_recipients i WHERE {_OF_EACH}) r ORDER BY r.bulk_id, r.place""",
    sqlite=f"""
    SELECT {bulk.RECIPIENT_COLUMNS} FROM (SELECT value AS id FROM json_each($1)) asked
    CROSS JOIN bulk_recipients r ON r.bulk_id = asked.id AND r.place IN (
        SELECT i.place FROM bulk_recipients i WHERE {_OF_EACH})
    ORDER BY r.bulk_id, r.place""",
)


async def page(viewer: Viewer, *, first: int | None = None, after: str | None = None) -> Page[BulkMessage]:
    """The account's own. Raises Forbidden without BULK_MESSAGING."""
    access.require(viewer, Permission.BULK_MESSAGING)
    return await keyed.read(viewer, PAGE, keyed.asked(viewer, first, after), bulk.bulk)


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, BulkMessage]:
    """Those of the named that are the account's; none without BULK_MESSAGING."""
    access.messaging(viewer)
    if not viewer.may(Permission.BULK_MESSAGING):
        return {}
    found = await viewer.house.database.fetch(SOME, viewer.account.key, list(keys))
    return {row[0]: bulk.bulk(row) for row in found}


async def one(viewer: Viewer, key: int, field: str) -> BulkMessage:
    """A bulk message of the account's. Raises Forbidden without BULK_MESSAGING, NotFound for any other."""
    access.require(viewer, Permission.BULK_MESSAGING)
    found = await some(viewer, [key])
    if key not in found:
        raise NotFound(field, "bulk message")
    return found[key]


async def counts(viewer: Viewer, keys: Sequence[int]) -> dict[int, BulkCounts]:
    """How many creators stand where, of bulk messages that a query of the viewer's has found."""
    of = {key: BulkCounts() for key in keys}
    for key, status, number in await viewer.house.database.fetch(COUNTS, list(keys)):
        of[key].total += number
        setattr(of[key], status.lower(), number)
    return of


async def recipients(
    viewer: Viewer, keys: Sequence[int], statuses: tuple[RecipientStatus, ...] | None, first: int | None,
    after: str | None,
) -> dict[int, Page[Recipient]]:  # fmt: skip
    """The audiences of bulk messages that a query of the viewer's has found; of some statuses or whole."""
    part = keyed.asked(viewer, first, after)
    place = -1 if part.cursor is None else keyed.place(part) - 1
    of: dict[int, list[Row]] = {key: [] for key in keys}
    for row in await viewer.house.database.fetch(RECIPIENTS, list(keys), place, part.size + 1, keyed.chosen(statuses)):
        of[row[0]].append(row)
    return {key: keyed.page([(row[1] + 1, row) for row in found], part, _recipient) for key, found in of.items()}


def _recipient(numbered: tuple[int, Row]) -> Recipient:
    return bulk.recipient(numbered[1])


def previewed(viewer: Viewer, shown: BulkPreview, first: int | None, after: str | None) -> Page[PreviewedCreator]:
    """A page of a preview's audience, in its order."""
    part = keyed.asked(viewer, first, after)
    start = 0 if part.cursor is None else keyed.place(part)
    found = [*enumerate(shown.creators[start : start + part.size + 1], start + 1)]
    return keyed.page(found, part, _previewed)


def _previewed(numbered: tuple[int, PreviewedCreator]) -> PreviewedCreator:
    return numbered[1]

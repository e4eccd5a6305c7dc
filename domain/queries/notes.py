"""What the viewer's side notes about creators: notes and labels, each of a whole page in one statement (INB-9)."""

from collections.abc import Sequence

from domain import notes as rows
from domain.notes import NOTE_COLUMNS, Note
from domain.rules import access
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.sql import statement

# Of several creators at once, the newest first.
_OF_EACH = "i.account_id = $1 AND i.creator_id = asked.id ORDER BY i.id DESC LIMIT $3"
NOTES = statement(
    postgres=f"""
    SELECT {NOTE_COLUMNS} FROM unnest($2::bigint[]) AS asked (id) CROSS JOIN LATERAL (
        SELECT * FROM creator_notes i WHERE {_OF_EACH}) n""",
    sqlite=f"""
    SELECT {NOTE_COLUMNS} FROM (SELECT value AS id FROM json_each($2)) asked
    CROSS JOIN creator_notes n ON n.id IN (SELECT i.id FROM creator_notes i WHERE {_OF_EACH})
    ORDER BY n.id DESC""",
)
# By their own keys: `+ 0` keeps PostgreSQL from taking every account for small, and walking all notes of the largest.
SOME = statement(f"SELECT {NOTE_COLUMNS} FROM creator_notes n WHERE n.id IN LIST($2) AND n.account_id + 0 = $1")
# In the order of the key, and as a range of it, for only so PostgreSQL does not take the index that leads to a label.
LABELS = statement(
    postgres="""
    SELECT l.creator_id, l.label FROM unnest($2::bigint[]) AS asked (id) CROSS JOIN LATERAL (
        SELECT creator_id, label FROM creator_labels
        WHERE account_id = $1 AND creator_id BETWEEN asked.id AND asked.id ORDER BY creator_id, label OFFSET 0) l""",
    sqlite="SELECT creator_id, label FROM creator_labels WHERE account_id = $1 AND creator_id IN LIST($2)",
)
# One after the other along the index: many creators carry each.
USED = statement("""
    WITH RECURSIVE used (label) AS (
        SELECT min(label) FROM creator_labels WHERE account_id = $1
        UNION ALL
        SELECT (SELECT min(n.label) FROM creator_labels n WHERE n.account_id = $1 AND n.label > used.label)
        FROM used WHERE used.label IS NOT NULL)
    SELECT label FROM used WHERE label IS NOT NULL LIMIT $2""")
MOST_USED = 500


async def notes(viewer: Viewer, creator_keys: Sequence[int]) -> dict[int, list[Note]]:
    """The notes of the viewer's side on each of some creators, the newest first, as many as the policy shows."""
    access.messaging(viewer)
    of: dict[int, list[Note]] = {key: [] for key in creator_keys}
    if viewer.account.kind != AccountKind.CREATOR:
        most = viewer.house.policy.of(viewer.account.home_market).creator_notes_shown
        for row in await viewer.house.database.fetch(NOTES, viewer.account.key, [*of], most):
            of[row[1]].append(rows.note(row))
    return of


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, Note]:
    """Those of the named notes that the viewer's side wrote."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME, viewer.account.key, list(keys))
    return {row[0]: rows.note(row) for row in found}


async def labels(viewer: Viewer, creator_keys: Sequence[int]) -> dict[int, list[str]]:
    """The labels that the viewer's side put on each of some creators, in the order of their characters."""
    access.messaging(viewer)
    of: dict[int, list[str]] = {key: [] for key in creator_keys}
    if viewer.account.kind != AccountKind.CREATOR:
        found = await viewer.house.database.fetch(LABELS, viewer.account.key, [*of])
        for key, label in sorted(map(tuple, found)):  # here, since databases have orders of their own
            of[key].append(label)
    return of


async def used_labels(viewer: Viewer) -> list[str]:
    """The labels that creators carry of the viewer's side, sorted; at most MOST_USED. Raises Forbidden for creators."""
    access.partner(viewer)
    return sorted([row[0] for row in await viewer.house.database.fetch(USED, viewer.account.key, MOST_USED)])

"""Photos and GIFs: of messages, by key, and by the name in a link."""

from collections.abc import Sequence

from domain import media
from domain.house import House
from domain.media import MEDIA_WIDTH, Media
from domain.rules import access
from domain.viewer import Viewer
from models.sql import statement

# What reports keep is its sender's, who is never told: not even that there is something.
NO_EVIDENCE = "(m.conversation_id IS NOT NULL OR m.bytes_of_id IS NULL OR m.bytes_of_id = m.id)"
# What was sent is found also after it was recalled: to send it again is told from sending what never was.
UPLOADED = statement(f"""
    SELECT {media.media_columns("m")} FROM media m
    WHERE m.id = $2 AND m.account_id = $1 AND {NO_EVIDENCE} AND (
        m.deleted_at IS NULL OR m.conversation_id IS NOT NULL OR m.bytes_of_id IS NOT NULL)""")
# To the account that uploaded it, and to both sides of the conversation that it was sent in.
SOME = statement(f"""
    SELECT {media.media_columns("m")} FROM media m
    WHERE m.id IN LIST($2) AND m.deleted_at IS NULL AND {NO_EVIDENCE} AND (
        m.account_id = $1 OR EXISTS (
            SELECT 1 FROM sides s WHERE s.account_id = $1 AND s.conversation_id = m.conversation_id AND s.visible))""")
_OF_MESSAGES = """
    JOIN media m ON m.conversation_id = asked.conversation_id AND m.sequence = asked.sequence
        AND m.deleted_at IS NULL"""
_COLUMNS = f"{media.media_columns('m')}, m.conversation_id, m.sequence"
OF_MESSAGES = statement(
    postgres=f"""
    SELECT {_COLUMNS} FROM unnest($1::bigint[], $2::integer[]) AS asked (conversation_id, sequence) {_OF_MESSAGES}""",
    sqlite=f"""
    SELECT {_COLUMNS}
    FROM (
        SELECT k.value AS conversation_id, s.value AS sequence
        FROM json_each($1) k JOIN json_each($2) s ON s.key = k.key) asked CROSS {_OF_MESSAGES.strip()}""",
)
BY_NAME = statement("""
    SELECT m.content_type, m.deleted_at IS NOT NULL, coalesce(b.name, m.name)
    FROM media m LEFT JOIN media b ON b.id = m.bytes_of_id WHERE m.name = $1""")
# The bytes go when no message and no report shows them any more, and no bulk message is to send them.
DELETED = statement("""
    SELECT coalesce(b.name, m.name) FROM media m LEFT JOIN media b ON b.id = m.bytes_of_id
    WHERE m.id = $1 AND m.deleted_at IS NOT NULL
        AND (b.id IS NULL OR b.conversation_id IS NULL OR b.deleted_at IS NOT NULL)
        AND NOT EXISTS (
            SELECT 1 FROM media o
            WHERE o.bytes_of_id = coalesce(m.bytes_of_id, m.id) AND o.id <> o.bytes_of_id AND o.deleted_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM bulk_messages k WHERE k.media_id = m.bytes_of_id AND k.finished_at IS NULL)""")

Place = tuple[int, int]  # a message: conversation, sequence


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, Media]:
    """Those that the viewer may see, by key."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME, viewer.account.key, list(keys))
    return {row[0]: media.media(row, viewer.house, minutes(viewer)) for row in found}


async def of_messages(viewer: Viewer, places: Sequence[Place]) -> list[Media | None]:
    """Those of messages that a query of the viewer's has found; None where there is none any more."""
    keys, sequences = [place[0] for place in places], [place[1] for place in places]
    rows = await viewer.house.database.fetch(OF_MESSAGES, keys, sequences)
    found = {tuple(row[MEDIA_WIDTH:]): media.media(row, viewer.house, minutes(viewer)) for row in rows}
    return [found.get(place) for place in places]


def minutes(viewer: Viewer) -> int:
    """How long links for the viewer are valid."""
    return viewer.house.policy.of(viewer.account.home_market).media_url_minutes


async def stored(house: House, name: str) -> tuple[str, str] | None:
    """The type of what has a name, for whoever has a link to it, and where its bytes are; None once it is deleted."""
    row = await house.database.fetch_row(BY_NAME, name)
    return None if row is None or row[1] else (row[0], row[2])


async def name_of_deleted(house: House, key: int) -> str | None:
    """The name under which the bytes of something deleted may still be stored, unless something else shows them."""
    row = await house.database.fetch_row(DELETED, key)
    return None if row is None else row[0]

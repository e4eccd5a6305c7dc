"""Photos and GIFs: kept once they are uploaded, sent once, forgotten (MSG-4, MSG-5).

Their bytes are stored, and deleted, by whoever does what is due: never inside a transaction.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain import media
from domain.actions import due
from domain.errors import InvalidInput, NotFound
from domain.media import Media
from domain.policy import Numbers
from domain.queries import media as queries
from domain.rows import Account
from domain.rules import access
from domain.transaction import Transaction, door
from domain.viewer import System, Viewer
from models.due import DueKind
from models.sql import statement

KEEP = statement(f"""
    INSERT INTO media (account_id, uploaded_by_id, name, content_type, size, width, height, animated, uploaded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING {media.media_columns("media")}""")
ATTACH = statement("""
    UPDATE media SET conversation_id = $2, sequence = $3
    WHERE id = $1 AND conversation_id IS NULL AND bytes_of_id IS NULL AND deleted_at IS NULL RETURNING id""")
SHARE = statement("""
    UPDATE media SET bytes_of_id = id
    WHERE id = $1 AND conversation_id IS NULL AND bytes_of_id IS NULL AND deleted_at IS NULL RETURNING id""")
COPY = statement("""
    INSERT INTO media (account_id, uploaded_by_id, name, content_type, size, width, height, animated, uploaded_at,
        conversation_id, sequence, bytes_of_id)
    SELECT account_id, uploaded_by_id, $2, content_type, size, width, height, animated, uploaded_at, $3, $4, id
    FROM media WHERE id = $1""")
FORGET = statement("""
    UPDATE media SET deleted_at = $3
    WHERE conversation_id = $1 AND sequence = $2 AND deleted_at IS NULL RETURNING id, bytes_of_id""")
# Of no conversation, and not the picture itself: so nobody but staff is ever shown it. It outlives a recall.
EVIDENCE = statement("""
    INSERT INTO media (account_id, uploaded_by_id, name, content_type, size, width, height, animated, uploaded_at,
        bytes_of_id)
    SELECT account_id, uploaded_by_id, $1, content_type, size, width, height, animated, uploaded_at,
        coalesce(bytes_of_id, id)
    FROM media WHERE conversation_id = $2 AND sequence = $3 AND deleted_at IS NULL RETURNING id""")
FORGET_EVIDENCE = statement("""
    UPDATE media SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING id""")
FORGET_SHARED = statement("""
    UPDATE media SET deleted_at = $2
    WHERE id = $1 AND bytes_of_id = id AND deleted_at IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM media o
            WHERE o.bytes_of_id = $1 AND o.id <> $1 AND o.deleted_at IS NULL AND o.conversation_id IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM bulk_messages k WHERE k.media_id = $1 AND k.finished_at IS NULL)
    RETURNING id""")
EXPIRE = statement("""
    UPDATE media SET deleted_at = $2
    WHERE id = $1 AND conversation_id IS NULL AND bytes_of_id IS NULL AND deleted_at IS NULL RETURNING id""")
UNSENT = statement("""
    SELECT id FROM media
    WHERE id = $1 AND conversation_id IS NULL AND bytes_of_id IS NULL AND deleted_at IS NULL FOR UPDATE""")
LET_GO = statement("""
    INSERT INTO due_work (kind, subject_id, due_at, attempts)
    SELECT 'MEDIA_UNSENT', m.id, $2::timestamptz, 0 FROM (
        SELECT id FROM media
        WHERE id IN LIST($1) AND conversation_id IS NULL AND bytes_of_id IS NULL AND deleted_at IS NULL
        ORDER BY id FOR UPDATE) m
    WHERE TRUE
    ON CONFLICT (kind, subject_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0, claimed_until = NULL""")
STORING = timedelta(minutes=10)  # longer than any attempt to store
LOCK = statement("SELECT id FROM media WHERE id = $1 FOR UPDATE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A picture that is about to be stored under a name. `size` is in bytes."""

    name: str
    content_type: str
    size: int
    width: int
    height: int
    animated: bool


@door
async def keep(viewer: Viewer, tx: Transaction, upload: Upload) -> Media:
    """Note an upload before it is stored, so that nothing is ever stored that is not known here.

    One that is not sent within the policy's `media_unsent_hours` is deleted.
    """
    access.messaging(viewer)
    numbers = viewer.house.policy.of(viewer.account.home_market)
    row = await tx.fetch_row(
        KEEP, viewer.account.key, viewer.user.key, upload.name, upload.content_type, upload.size, upload.width,
        upload.height, upload.animated, tx.now,
    )  # fmt: skip
    assert row is not None  # noqa: S101 - it was just written
    await due.at(tx, tx.now + timedelta(hours=numbers.media_unsent_hours), DueKind.MEDIA_UNSENT, row[0])
    return media.media(row, viewer.house, numbers.media_url_minutes)


@door
async def discard(viewer: Viewer | System, tx: Transaction, key: int) -> None:  # noqa: ARG001 - a door takes the viewer
    """Delete an upload that could not be stored; what was stored of it goes with it.

    Some minutes later: a store that did not answer may yet be storing it.
    """
    if await tx.fetch_row(EXPIRE, await locked(tx, key), tx.now) is not None:
        await due.call_off(tx, key, DueKind.MEDIA_UNSENT)
        await due.at(tx, tx.now + STORING, DueKind.MEDIA_BYTES, key)


async def find(tx: Transaction, me: Account, key: int, field: str) -> Media:
    """An upload of the account's, sent or not. Raises NotFound for all others, and for one not sent in time."""
    row = await tx.fetch_row(queries.UPLOADED, me.key, key)
    if row is None:
        raise NotFound(field, "upload")
    return media.media(row, tx.house, tx.house.policy.of(me.home_market).media_url_minutes)


def sent_already(field: str) -> InvalidInput:
    """What becomes of sending an upload a second time: it is one message's."""
    return InvalidInput(field, "This was sent already: upload it again.")


def held_already(field: str) -> InvalidInput:
    """The same of one that is to be sent later."""
    return InvalidInput(field, "This is to be sent with another message already: upload it again.")


async def attach(tx: Transaction, key: int, conversation_key: int, sequence: int) -> bool:
    """Make it a message's; False where another message took it meanwhile, or it expired."""
    if await tx.fetch_row(ATTACH, key, conversation_key, sequence) is None:
        return False
    await due.call_off(tx, key, DueKind.MEDIA_UNSENT)
    return True


async def share(tx: Transaction, key: int) -> bool:
    """Make it a bulk message's: each of its messages has a copy. False where a message took it, or it expired.

    Raises InvalidInput for one that is held for another message.
    """
    if await tx.fetch_row(SHARE, key) is None:
        return False
    if not await due.call_off(tx, key, DueKind.MEDIA_UNSENT):
        raise held_already("content.media.mediaId")
    return True


async def copy(tx: Transaction, key: int, conversation_key: int, sequence: int) -> None:
    """Give a message what a bulk message shares: under a name of its own, with the same bytes."""
    await tx.fetch(COPY, key, secrets.token_hex(16), conversation_key, sequence)


async def hold(tx: Transaction, me: Account, key: int, field: str) -> None:
    """Keep an upload for the one message that is to take it later: until then, or until `let_go`, it does not expire.

    Raises what became of one that is not there any more, and InvalidInput for one that is held already.
    """
    if await tx.fetch_row(UNSENT, key) is None:
        await find(tx, me, key, field)
        raise sent_already(field)
    # What is neither sent nor deleted expires some time, unless it is held.
    if not await due.call_off(tx, key, DueKind.MEDIA_UNSENT):
        raise held_already(field)


async def let_go(tx: Transaction, keys: Sequence[int], numbers: Numbers) -> None:
    """Let uploads that were held expire, but those that another message has taken: as if they were uploaded now."""
    if keys:
        await tx.fetch(LET_GO, list(keys), tx.now + timedelta(hours=numbers.media_unsent_hours))


async def forget(tx: Transaction, conversation_key: int, sequence: int) -> None:
    """Delete what a message carried: it is unreadable from here on, and its bytes go next."""
    row = await tx.fetch_row(FORGET, conversation_key, sequence, tx.now)
    if row is not None:
        await due.at(tx, tx.now, DueKind.MEDIA_BYTES, row[0])
        if row[1] is not None:
            await forget_shared(tx, row[1])


async def keep_as_evidence(tx: Transaction, conversation_key: int, sequence: int) -> int | None:
    """Keep what a message shows for a report, under a name of its own, with the same bytes; None where it shows none.

    Whoever deletes bytes asks first whether anything still shows them.
    """
    row = await tx.fetch_row(EVIDENCE, secrets.token_hex(16), conversation_key, sequence)
    return None if row is None else row[0]


async def forget_evidence(tx: Transaction, key: int) -> None:
    """Delete what was kept for a report, and its bytes with it unless a message still shows them."""
    if await tx.fetch_row(FORGET_EVIDENCE, key, tx.now) is not None:
        await due.at(tx, tx.now, DueKind.MEDIA_BYTES, key)


async def forget_shared(tx: Transaction, key: int) -> None:
    """Delete what a bulk message shares once that is over and none of its messages shows it any more."""
    # Of those who forget the last two, whoever comes second sees what the first has done.
    if await tx.fetch_row(FORGET_SHARED, await locked(tx, key), tx.now) is not None:
        await due.at(tx, tx.now, DueKind.MEDIA_BYTES, key)


async def locked(tx: Transaction, key: int) -> int:
    """Lock an upload, as its sending does first."""
    await tx.fetch(LOCK, key)
    return key


async def expire(tx: Transaction, key: int) -> None:
    """Delete an upload that was never sent."""
    if await tx.fetch_row(EXPIRE, key, tx.now) is not None:
        await due.at(tx, tx.now, DueKind.MEDIA_BYTES, key)

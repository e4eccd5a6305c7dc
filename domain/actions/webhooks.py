"""Telling endpoints of events: what is due is claimed, tried outside, and settled (EVT-7).

A line is what one endpoint is told of one account, in order of positions. Only its head is ever claimed. Whoever
changes which delivery is the head holds the head of the account's feed, as whoever appends to the line does: first of
all locks, then the endpoint's, then the delivery's.
"""

import random
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from structlog.stdlib import get_logger

from domain import feed
from domain.actions import audit
from domain.actions.notifications import notify
from domain.transaction import Transaction, door
from domain.viewer import System
from domain.webhooks import PARKED, Outcome, Post
from models.accounts import AccountStatus
from models.audit import AuditAction
from models.notifications import NotificationKind
from models.sql import Row, statement
from models.webhooks import DeliveryStatus, WebhookStatus

LEASE = timedelta(minutes=1)  # how long others keep off; who dies meanwhile loses nothing but this time
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
JITTER = 0.2  # so that what failed together is not tried again together
BATCH = 1000

DUE = statement("""
    SELECT d.id, d.webhook_id, d.account_id, w.url, w.secret, w.previous_secret, w.previous_until, d.kind, d.position,
        d.at, d.attempts, w.status, w.deleted_at, w.account_id, a.status
    FROM webhook_deliveries d LEFT JOIN webhooks w ON w.id = d.webhook_id LEFT JOIN accounts a ON a.id = w.account_id
    WHERE d.due_at <= $1 AND NOT (d.webhook_id IN LIST($3)) ORDER BY d.due_at LIMIT $2 FOR UPDATE OF d SKIP LOCKED""")
LEND = statement("UPDATE webhook_deliveries SET due_at = $2, attempts = attempts + 1 WHERE id IN LIST($1)")
# Asked once more, after the lock: whoever resumed an endpoint meanwhile has made its heads due.
PARK = statement("""
    UPDATE webhook_deliveries SET due_at = $2
    WHERE id IN LIST($1) AND NOT EXISTS (
        SELECT 1 FROM webhooks w LEFT JOIN accounts a ON a.id = w.account_id
        WHERE w.id = webhook_id AND w.status = 'ACTIVE' AND w.deleted_at IS NULL
            AND (w.account_id IS NULL OR a.status = 'ACTIVE'))""")
LINE = statement("""
    SELECT d.webhook_id, d.account_id FROM webhook_deliveries d JOIN feed_heads h ON h.account_id = d.account_id
    WHERE d.id = $1 FOR UPDATE OF h""")
HELD = "id = $1 AND attempts = $2 AND status = 'PENDING' AND due_at IS NOT NULL"
CLAIMED = statement(f"SELECT failures FROM webhook_deliveries WHERE {HELD} FOR UPDATE")
DELIVER = statement(f"""
    UPDATE webhook_deliveries
    SET status = '{DeliveryStatus.DELIVERED}', due_at = NULL, failures = 0, delivered_at = $3, status_code = $4,
        error = $5, milliseconds = $6
    WHERE {HELD} RETURNING 1""")
# The lowest position that is pending becomes the head of its line.
LEAD = statement("""
    UPDATE webhook_deliveries SET due_at = $3 WHERE id = (
        SELECT n.id FROM webhook_deliveries n
        WHERE n.account_id = $2 AND n.webhook_id = $1 AND n.status = 'PENDING' ORDER BY n.position LIMIT 1)""")
FAIL = statement("""
    UPDATE webhook_deliveries
    SET failures = failures + 1, due_at = $2, status_code = $3, error = $4, milliseconds = $5 WHERE id = $1""")
GIVE_BACK = statement(f"UPDATE webhook_deliveries SET due_at = $3, attempts = attempts - 1 WHERE {HELD}")
WORKS = statement("UPDATE webhooks SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL")
LOCK = statement(
    "SELECT account_id, status, failing_since FROM webhooks WHERE id = $1 AND deleted_at IS NULL FOR UPDATE"
)
FAILS = statement("UPDATE webhooks SET failing_since = $2, status = $3 WHERE id = $1")

# In insertion order, which is the key's: a batch reads only what it may delete.
_OLDEST = """
    SELECT o.id FROM (SELECT id, at, status, account_id FROM webhook_deliveries ORDER BY id LIMIT $2) o
    WHERE o.at < $1 AND o.status"""
TRIM = statement(f"""
    DELETE FROM webhook_deliveries WHERE status = 'DELIVERED' AND id IN ({_OLDEST} = 'DELIVERED') RETURNING 1""")
STUCK = statement(f"SELECT account_id FROM webhook_deliveries WHERE id IN ({_OLDEST} = 'PENDING')")
TRIM_STUCK = statement(f"""
    DELETE FROM webhook_deliveries
    WHERE status = 'PENDING' AND id IN ({_OLDEST} = 'PENDING' AND o.account_id IN LIST($3))
    RETURNING webhook_id, account_id, due_at""")
TRIM_DELETED = statement("""
    DELETE FROM webhook_deliveries WHERE id IN (
        SELECT d.id FROM webhooks w JOIN webhook_deliveries d ON d.webhook_id = w.id
        WHERE w.deleted_at IS NOT NULL LIMIT $1)
    RETURNING 1""")
# Later than a door takes that began to append before the endpoint was deleted.
LATE = timedelta(minutes=1)
END = statement("""
    DELETE FROM webhooks WHERE deleted_at < $1
        AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = webhooks.id)""")

log = get_logger()


@door
async def claim(viewer: System, tx: Transaction, most: int, but: Collection[int] = ()) -> list[Post]:  # noqa: ARG001
    """Some of the heads of lines that are due, the longest due first; nobody else gets them for a minute.

    None of the endpoints `but`: whoever has enough to post to one names it. What cannot be tried is put aside on the
    way, until its endpoint is resumed or its account is active again (ACC-5).
    """
    found = await tx.fetch(DUE, tx.now, most, list(but))
    lent: list[Row] = []
    aside: list[Row] = []
    for row in found:
        (lent if _tried(*row[11:]) else aside).append(row)
    if lent:
        await tx.fetch(LEND, [row[0] for row in lent], tx.now + LEASE)
    if aside:
        await tx.fetch(PARK, [row[0] for row in aside], PARKED)
    return [_post(row, tx.now) for row in lent]


def _tried(status: str | None, deleted_at: datetime | None, owner: int | None, account: str | None) -> bool:
    active = owner is None or account == AccountStatus.ACTIVE
    return status == WebhookStatus.ACTIVE and deleted_at is None and active


def _post(row: Sequence[Any], now: datetime) -> Post:
    key, webhook_key, account_key, url, secret, before, until, kind, position, at, attempts, *_, owner, _ = row
    secrets = (secret,) if until is None or until <= now else (secret, before)
    return Post(
        key, webhook_key, account_key, url, secrets, kind, position, at, attempts + 1, platform=owner is None
    )  # fmt: skip


@door
async def delivered(viewer: System, tx: Transaction, post_key: int, attempt: int, outcome: Outcome) -> None:  # noqa: ARG001
    """The endpoint took it: it is delivered, and the next of its line is due at once.

    Of a try that took longer than its lease, only that the endpoint works is kept: another try decides.
    """
    line = await _line(tx, post_key)
    if line is None:
        return
    await tx.fetch(WORKS, line[0])
    said = (outcome.status_code, outcome.error, outcome.milliseconds)
    if await tx.fetch_row(DELIVER, post_key, attempt, tx.now, *said):
        await lead(tx, *line, tx.now)


@door
async def failed(viewer: System, tx: Transaction, post_key: int, attempt: int, outcome: Outcome) -> None:
    """It did not: it is tried again later, each time twice as much later, up to an hour; its line waits.

    An endpoint that has failed for `webhook_failing_hours` with no success between is suspended, and its account told.
    """
    line = await _line(tx, post_key)
    if line is None:
        return
    webhook = await tx.fetch_row(LOCK, line[0])
    held = await tx.fetch_row(CLAIMED, post_key, attempt)
    if webhook is None or held is None:
        return
    said = (outcome.status_code, outcome.error, outcome.milliseconds)
    await tx.fetch(FAIL, post_key, tx.now + pause(held[0]), *said)
    owner, status, since = webhook
    if status == WebhookStatus.ACTIVE:
        await _note_failure(tx, viewer, line[0], owner, since)


@door
async def give_back(viewer: System, tx: Transaction, post_key: int, attempt: int) -> None:  # noqa: ARG001
    """It was not tried after all: others may have it at once."""
    await tx.fetch(GIVE_BACK, post_key, attempt, tx.now)


@door
async def trim(viewer: System, tx: Transaction) -> bool:
    """Let deliveries go with their feed entries, and those of deleted endpoints; True where more is left to do."""
    cutoff = tx.now - timedelta(days=viewer.house.policy.defaults.feed_kept_days)
    gone = len(await tx.fetch(TRIM, cutoff, BATCH))
    stuck = sorted({row[0] for row in await tx.fetch(STUCK, cutoff, BATCH)})
    if stuck:
        await tx.fetch(feed.LOCK_HEADS, stuck)
        for webhook_key, account_key, due_at in await tx.fetch(TRIM_STUCK, cutoff, BATCH, stuck):
            gone += 1
            if due_at is not None:
                await lead(tx, webhook_key, account_key, due_at)
    orphans = len(await tx.fetch(TRIM_DELETED, BATCH))
    await tx.fetch(END, tx.now - LATE)
    return gone >= BATCH or orphans == BATCH


async def lead(tx: Transaction, webhook_key: int, account_key: int, due_at: datetime) -> None:
    """Let the first of a line that waits be its head, due at a time (a step). There is no head; the feed's is held."""
    await tx.fetch(LEAD, webhook_key, account_key, due_at)


def pause(failures: int) -> timedelta:
    """How long after so many failures and one more a delivery is tried again."""
    plain = min(FIRST_PAUSE * 2.0 ** min(failures, 20), LONGEST_PAUSE)
    return plain * (1 + random.uniform(0, JITTER))  # noqa: S311 - jitter, not a secret


async def _line(tx: Transaction, post_key: int) -> tuple[int, int] | None:
    """The endpoint and account of a delivery, whose line is this transaction's now; None where it has gone."""
    row = await tx.fetch_row(LINE, post_key)
    return None if row is None else (row[0], row[1])


async def _note_failure(tx: Transaction, by: System, key: int, owner: int | None, since: datetime | None) -> None:
    """An endpoint fails since a moment, or from now on; after too long it is suspended."""
    hours = by.house.policy.defaults.webhook_failing_hours
    over = since is not None and tx.now - since >= timedelta(hours=hours)
    await tx.fetch(FAILS, key, since or tx.now, WebhookStatus.SUSPENDED if over else WebhookStatus.ACTIVE)
    if not over:
        return
    log.warning("a webhook is suspended", webhook=f"whk_{key}", account=owner)
    await audit.note(tx, by, owner, AuditAction.WEBHOOK_SUSPENDED, f"whk_{key}")
    if owner is not None:
        await notify(tx, owner, NotificationKind.WEBHOOK_SUSPENDED, None, key)

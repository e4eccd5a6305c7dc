"""What happens by itself: claimed by one process at a time, and done once (PLT-5)."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.actions import (
    departures,
    due,
    erasures,
    invitations,
    leads,
    levels,
    links,
    media,
    proposals,
    reports,
    samples,
    statuses,
)
from domain.transaction import Transaction, door
from domain.viewer import System
from models.due import DueKind
from models.sql import statement

BATCH = 50
LEASE = timedelta(minutes=1)  # how long others keep off; who dies meanwhile loses nothing but this time
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)

# On PostgreSQL several processes claim side by side, each what no other is claiming. SQLite has one writer.
# Kinds are named, so that what a later version has set up is left to that.
_DUE = """
        SELECT kind, subject_id FROM due_work
        WHERE due_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1) AND $3 LIKE '% ' || kind || ' %'
        ORDER BY due_at LIMIT $2"""
DUE = statement(_DUE)
# Chosen once, whatever the plan: as a subquery PostgreSQL may choose again for each row, past what it has locked.
CLAIM = statement(f"""
    WITH chosen AS MATERIALIZED ({_DUE} FOR UPDATE SKIP LOCKED)
    UPDATE due_work SET claimed_until = $4 WHERE (kind, subject_id) IN (SELECT kind, subject_id FROM chosen)
    RETURNING kind, subject_id, due_at""")
ATTEMPTS = statement("""
    SELECT attempts FROM due_work WHERE kind = $1 AND subject_id = $2 AND due_at <= $3 FOR UPDATE""")
POSTPONE = statement("""
    UPDATE due_work SET due_at = $3, attempts = attempts + 1, claimed_until = NULL
    WHERE kind = $1 AND subject_id = $2""")


@dataclass(frozen=True, slots=True)
class Timer:
    """How a kind of work is done: `lock` locks what doors lock first, and finds the subject; `act` changes it."""

    lock: Callable[[Transaction, int], Awaitable[Any]]
    act: Callable[[Transaction, Any], Awaitable[None]]


TIMERS = {
    DueKind.INVITATION_ENDS: Timer(invitations.locked, invitations.expire),
    DueKind.LINK_REQUEST_ENDS: Timer(links.locked, links.expire_request),
    DueKind.LINK_ENDS: Timer(links.locked, links.expire_link),
    DueKind.UNLINK_REQUEST_ENDS: Timer(links.locked, links.settle_unlink),
    DueKind.LINK_CHANGE_ENDS: Timer(proposals.locked, proposals.expire),
    DueKind.SAMPLE_STEP_ENDS: Timer(samples.locked, samples.expire),
    DueKind.SAMPLE_REMINDER: Timer(samples.locked, samples.remind),
    DueKind.MEDIA_UNSENT: Timer(media.locked, media.expire),
    DueKind.LEVELS_ARE_SET: Timer(levels.locked, levels.refresh),
    DueKind.MESSAGE_GOES: Timer(departures.locked, departures.go),
    DueKind.ERASURE_GOES_ON: Timer(erasures.locked, erasures.go_on),
    DueKind.LICENCE_ENDS: Timer(leads.locked, leads.end_licence),
    DueKind.EVIDENCE_ENDS: Timer(reports.locked, reports.forget_evidence),
    DueKind.STATUS_IS_TOLD: Timer(statuses.locked, statuses.tell_some),
}


@door
async def claim(
    viewer: System,  # noqa: ARG001 - a door takes the viewer
    tx: Transaction,
    kinds: Collection[DueKind],
    most: int | None = None,
    lease: timedelta = LEASE,
) -> list[tuple[DueKind, int]]:
    """Some of what is due of some kinds, the longest due first; nobody else gets it until the lease ends."""
    found = await tx.fetch(CLAIM, tx.now, most or BATCH, f" {' '.join(kinds)} ", tx.now + lease)
    return [(DueKind(kind), subject) for kind, subject, _ in sorted(found, key=lambda row: row[2])]


@door
async def run(viewer: System, tx: Transaction, kind: DueKind, subject_key: int) -> bool:  # noqa: ARG001
    """Do one thing, if it is still to be done; True where this call has done it."""
    timer = TIMERS[kind]
    subject = await timer.lock(tx, subject_key)
    if not await due.take(tx, kind, subject_key):
        return False
    await timer.act(tx, subject)
    return True


@door
async def finish(viewer: System, tx: Transaction, kind: DueKind, subject_key: int) -> None:  # noqa: ARG001
    """Say that what is done outside of the database is done."""
    await due.take(tx, kind, subject_key)


@door
async def postpone(viewer: System, tx: Transaction, kind: DueKind, subject_key: int) -> None:  # noqa: ARG001
    """Try again later, each time twice as much later, up to an hour: others go first meanwhile.

    What was moved or called off since it was claimed is left as it is.
    """
    row = await tx.fetch_row(ATTEMPTS, kind, subject_key, tx.now)
    if row is not None:
        pause = min(FIRST_PAUSE * 2 ** min(row[0], 20), LONGEST_PAUSE)
        await tx.fetch(POSTPONE, kind, subject_key, tx.now + pause)

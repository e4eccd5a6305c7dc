"""The audit log: appended to by the doors that it tells of, in their transactions (PLT-3). Steps."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import orjson

from domain.transaction import Transaction
from domain.viewer import Newcomer, Service, Staff, System, Viewer
from models.audit import AuditAction, AuditActor
from models.sql import statement

APPEND = statement("""
    INSERT INTO audit_entries (at, account_id, actor, user_id, name, address, action, subject, facts)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""")
LONGEST_NAME, LONGEST_ADDRESS = 200, 100
# For which account, what, to what, and facts.
Noted: TypeAlias = tuple[int | None, AuditAction, str | None, Mapping[str, str | int | None]]


async def note(
    tx: Transaction,
    by: Viewer | Staff | Service | System | Newcomer,
    account_key: int | None,
    action: AuditAction,
    subject: str | None = None,
    **facts: str | int | None,
) -> None:
    """Write down who does what, for which account, and from where. Facts are ids and states: never people's words."""
    await tx.fetch(APPEND, *_entry(tx, by, (account_key, action, subject, facts)))


async def note_all(tx: Transaction, by: Service | System, entries: Sequence[Noted]) -> None:
    """The same of many things that are done at once, in their order."""
    if entries:
        await tx.execute_many(APPEND, [_entry(tx, by, entry) for entry in entries])


def _entry(tx: Transaction, by: Viewer | Staff | Service | System | Newcomer, noted: Noted) -> tuple[object, ...]:
    account_key, action, subject, facts = noted
    kept = orjson.dumps(facts).decode() if facts else None
    return (tx.now, account_key, *_who(by), action, subject, kept)


def _who(by: Viewer | Staff | Service | System | Newcomer) -> tuple[AuditActor, int | None, str | None, str | None]:
    if isinstance(by, System):
        return AuditActor.SYSTEM, None, None, None
    # A proxy may pass on whatever it was sent: what no database holds must not stand in the way of what is noted.
    address = by.address[:LONGEST_ADDRESS].encode("ascii", "replace").decode() if by.address else None
    if isinstance(by, Viewer):
        return AuditActor.MEMBER, by.user.key, None, address
    if isinstance(by, Newcomer):
        return AuditActor.MEMBER, by.user_key, None, address
    actor = AuditActor.STAFF if isinstance(by, Staff) else AuditActor.SERVICE
    return actor, None, by.name[:LONGEST_NAME], address

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
Fact: TypeAlias = str | int | None
Entry: TypeAlias = tuple[int | None, AuditAction, str | None, Mapping[str, Fact]]  # of which account, what, and of what
LONGEST_NAME, LONGEST_ADDRESS = 200, 100


async def note(
    tx: Transaction,
    by: Viewer | Staff | Service | System | Newcomer,
    account_key: int | None,
    action: AuditAction,
    subject: str | None = None,
    **facts: Fact,
) -> None:
    """Write down who does what, for which account, and from where. Facts are ids and states: never people's words."""
    await note_each(tx, by, [(account_key, action, subject, facts)])


async def note_each(
    tx: Transaction, by: Viewer | Staff | Service | System | Newcomer, entries: Sequence[Entry]
) -> None:
    """Write down many things that somebody does, at once."""
    who = _who(by)
    rows = [(tx.now, account, *who, action, subject, _kept(facts)) for account, action, subject, facts in entries]
    await tx.execute_many(APPEND, rows)


def _kept(facts: Mapping[str, Fact]) -> str | None:
    return orjson.dumps(facts).decode() if facts else None


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

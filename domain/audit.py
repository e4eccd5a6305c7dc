"""The audit log, as queries hand it out: who did what, for which account, when, from where (PLT-3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from msgspec import Struct

from domain import members, rows
from domain.members import User
from domain.rows import Account
from models.audit import AuditAction, AuditActor


class Fact(Struct):
    """Something more of what was done: an id, or a state."""

    name: str
    value: str


class AuditEntry(Struct):
    """One thing that was done. To the account it is of, staff and services have neither name nor address."""

    id: str
    at: datetime
    actor: AuditActor
    action: AuditAction
    subject: str | None
    facts: list[Fact]
    user: User | None
    name: str | None
    address: str | None
    account: Account | None

    def hide_platform(self) -> "AuditEntry":
        """As the account sees it."""
        if self.actor in {AuditActor.STAFF, AuditActor.SERVICE}:
            self.name = self.address = None
        return self


_OWN = "id at actor action subject facts name address".split()
COLUMNS = ", ".join([*(f"e.{column}" for column in _OWN), "u.id, u.handle, u.name", rows.account_columns("a")])


def entry(row: Sequence[Any]) -> AuditEntry:
    """Build an entry from its columns."""
    key, at, actor, action, subject, facts, name, address = row[: len(_OWN)]
    user, account = row[len(_OWN) : len(_OWN) + 3], row[len(_OWN) + 3 :]
    return AuditEntry(
        f"aud_{key}", at, AuditActor(actor), AuditAction(action), subject, _facts(facts),
        None if user[0] is None else members.user(*user), name, address,
        None if account[0] is None else rows.account(account),
    )  # fmt: skip


def _facts(kept: str | None) -> list[Fact]:
    said: dict[str, object] = orjson.loads(kept) if kept else {}
    return [Fact(name, str(value)) for name, value in said.items() if value is not None]

"""Reports of abuse, as queries hand them out: to who reported, and with what was said to staff (MSG-9, PLT-3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from msgspec import Struct

from domain import media, members, rows
from domain.audit import Fact
from domain.house import House
from domain.media import MEDIA_WIDTH, Media
from domain.members import User
from domain.rows import ACCOUNT_WIDTH, Account
from models.messages import MessageKind
from models.reports import ReportReason, ReportResolution


class Evidence(Struct):
    """What a message said when it was reported, whatever has become of it. `facts` are of its card, if it had one."""

    kind: MessageKind
    sent_at: datetime
    text: str | None
    facts: list[Fact]
    media: Media | None


class Report(Struct):
    """A report. The last ones are there for staff only: who reported reads neither evidence nor what was decided."""

    id: str
    key: int
    account_key: int
    conversation_key: int
    sequence: int
    reason: ReportReason
    note: str | None
    reported_at: datetime
    resolved_at: datetime | None
    message_id: str
    sender: Account | None = None
    reporter: Account | None = None
    reported_by: User | None = None
    evidence: Evidence | None = None
    resolution: ReportResolution | None = None
    resolution_note: str | None = None


_OWN = "id account_id conversation_id sequence reason note reported_at resolved_at".split()
COLUMNS = ", ".join(f"r.{column}" for column in _OWN)
_FOR_STAFF = "r.resolution, r.resolution_note, r.evidence, u.id, u.handle, u.name"
STAFF_COLUMNS = ", ".join(
    [COLUMNS, _FOR_STAFF, rows.account_columns("s"), rows.account_columns("a"), media.media_columns("m")]
)


def report(row: Sequence[Any]) -> Report:
    """Build a report from its columns, as who reported sees it."""
    key, account_key, conversation_key, sequence, reason, note, reported_at, resolved_at = row[: len(_OWN)]
    return Report(
        f"rep_{key}", key, account_key, conversation_key, sequence, ReportReason(reason), note, reported_at,
        resolved_at, f"msg_{conversation_key}_{sequence}",
    )  # fmt: skip


def whole(row: Sequence[Any], house: House) -> Report:
    """Build a report from the columns for staff."""
    built, rest = report(row), row[len(_OWN) :]
    resolution, built.resolution_note, evidence, *user = rest[:6]
    built.resolution = None if resolution is None else ReportResolution(resolution)
    built.reported_by = members.user(*user)
    accounts = rest[6:]
    built.sender = rows.account(accounts[:ACCOUNT_WIDTH])
    built.reporter = rows.account(accounts[ACCOUNT_WIDTH : 2 * ACCOUNT_WIDTH])
    picture = accounts[2 * ACCOUNT_WIDTH :][:MEDIA_WIDTH]
    if evidence is not None:
        minutes = house.policy.defaults.media_url_minutes
        built.evidence = _evidence(evidence, None if picture[0] is None else media.media(picture, house, minutes))
    return built


def _evidence(kept: str, picture: Media | None) -> Evidence:
    said = orjson.loads(kept)
    facts = [Fact(name, value) for name, value in said["facts"]]
    return Evidence(MessageKind(said["kind"]), datetime.fromisoformat(said["sent_at"]), said["text"], facts, picture)

"""Bulk messages as queries hand them out (OUT-12)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from domain import refusals
from domain.errors import DomainError
from domain.outreach import ContactCheck
from domain.said import Said, said
from models.bulk import BulkStatus, RecipientStatus


class BulkMessage(Struct):
    """One message, or one invitation, to many creators. After `id` in the order of its columns."""

    id: str
    key: int
    account_key: int
    created_by_key: int
    collaboration_key: int | None
    content: str | None
    media_key: int | None
    auto_resume: bool
    status: BulkStatus
    resumes_at: datetime | None
    created_at: datetime
    finished_at: datetime | None

    @property
    def said(self) -> Said:
        """What it says, with its variables; an invitation says nothing."""
        return Said() if self.content is None else said(self.content)

    @property
    def text(self) -> str | None:
        """Its words."""
        return self.said.text


class Recipient(Struct):
    """A creator of the audience, and what became of it."""

    bulk_key: int
    place: int
    creator_key: int
    status: RecipientStatus
    text: str | None
    problem: DomainError | None
    conversation_key: int | None
    sequence: int | None


class BulkCounts(Struct):
    """How many creators stand where."""

    total: int = 0
    pending: int = 0
    waiting: int = 0
    sent: int = 0
    skipped: int = 0
    refused: int = 0


class PreviewedCreator(Struct):
    """A creator of an audience, and what would become of it now."""

    creator_key: int
    contact: ContactCheck


class BulkPreview(Struct):
    """What would happen now (OUT-12). `left_out` are who was asked to be; `remaining` None: no limit.

    Of those that are `costing` a unit, `waiting` are beyond what remains.
    """

    total: int
    left_out: int
    free: int
    costing: int
    waiting: int
    refused: int
    remaining: int | None
    sample_text: str | None
    creators: list[PreviewedCreator]


_BULK = (
    "id account_id created_by_id collaboration_id content media_id auto_resume status resumes_at created_at finished_at"
).split()
WIDTH = len(_BULK)
RECIPIENT_COLUMNS = """
    r.bulk_id, r.place, r.creator_id, r.status, r.text, r.problem_code, r.problem_detail, r.problem_facts,
    r.conversation_id, r.sequence"""


def columns(table: str) -> str:
    """The columns that `bulk` reads, of the given table or alias."""
    return ", ".join(f"{table}.{column}" for column in _BULK)


def bulk(row: Sequence[Any]) -> BulkMessage:
    """Build a bulk message from its columns."""
    built = BulkMessage(f"blk_{row[0]}", *row[:WIDTH])
    built.status = BulkStatus(built.status)
    return built


def recipient(row: Sequence[Any]) -> Recipient:
    """Build a recipient from its columns."""
    key, place, creator, status, text, code, detail, facts, *sent = row
    problem = None if code is None else refusals.refusal(code, detail, facts)
    return Recipient(key, place, creator, RecipientStatus(status), text, problem, *sent)

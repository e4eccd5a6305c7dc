"""Scheduled messages as queries hand them out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from domain import refusals
from domain.errors import DomainError
from domain.said import Said, said
from models.scheduled import ScheduledStatus


class Scheduled(Struct):
    """A message that goes later, or went, or did not. After `id` in the order of its columns."""

    id: str
    key: int
    account_key: int
    created_by_key: int
    conversation_key: int
    content: str
    send_at: datetime
    status: ScheduledStatus
    created_at: datetime
    updated_at: datetime
    sequence: int | None
    problem_code: str | None
    problem_detail: str | None
    problem_facts: str | None

    @property
    def said(self) -> Said:
        """What it says."""
        return said(self.content)

    @property
    def text(self) -> str | None:
        """Its words."""
        return self.said.text

    @property
    def is_open(self) -> bool:
        """Whether it is still to go."""
        return self.status == ScheduledStatus.SCHEDULED

    @property
    def refusal(self) -> DomainError | None:
        """Why it did not go, where something stood against it."""
        if self.problem_code is None:
            return None
        return refusals.refusal(self.problem_code, self.problem_detail or "", self.problem_facts or "{}")


COLUMNS = """
    h.id, h.account_id, h.created_by_id, h.conversation_id, h.content, h.send_at, h.status, h.created_at, h.updated_at,
    h.sequence, h.problem_code, h.problem_detail, h.problem_facts"""


def scheduled(row: Sequence[Any]) -> Scheduled:
    """Build it from its columns."""
    built = Scheduled(f"sch_{row[0]}", *row)
    built.status = ScheduledStatus(row[6])
    return built

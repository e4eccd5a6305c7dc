"""Webhooks as doors and queries hand them out: endpoints, deliveries, and what there is to post (EVT-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from domain import ids
from domain.events import KINDS
from models.webhooks import DeliveryStatus, WebhookStatus

# A head that is not tried: its endpoint is suspended or gone, or its account is not active.
PARKED = datetime(9999, 1, 1, tzinfo=UTC)


class EventKind(StrEnum):
    """The kinds of events, by the names of their types outside; each value is the kind's own."""

    MESSAGE_RECEIVED = "message_sent"
    MESSAGE_RECALLED = "message_recalled"
    CONVERSATION_READ = "conversation_read"
    CONVERSATION_CHANGED = "conversation_changed"
    BLOCK_CHANGED = "block_changed"
    ACCESS_CHANGED = "access_changed"
    SHOWCASE_ADDED = "showcase_added"
    SHOWCASE_REMOVED = "showcase_removed"
    INVITATION_CHANGED = "invitation_changed"
    PARTNERSHIP_CHANGED = "partnership_changed"
    SAMPLE_CHANGED = "sample_changed"
    LEAD_CHANGED = "lead_changed"
    NOTIFICATION_ADDED = "notification_added"
    BULK_MESSAGE_PROGRESSED = "bulk_message_progressed"


assert {*EventKind} == {*KINDS}  # noqa: S101 - a new kind of event needs its name here


@dataclass(frozen=True, slots=True)
class Post:
    """One delivery to be tried now. `account_key` is whose event it is, at `position` of its feed.

    `secrets` are the newest first: the one before it signs, too, for a while after a rotation.
    """

    key: int
    webhook_key: int
    account_key: int
    url: str
    secrets: tuple[str, ...]
    kind: str
    position: int
    at: datetime
    attempt: int
    platform: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try. `error` is a word of a fixed list, as "timeout": never of what was answered."""

    status_code: int | None
    error: str | None
    milliseconds: int


class Webhook(Struct):
    """An endpoint. `kinds` is None for all; `account_key` is None for the platform's. After `id` as its columns."""

    id: str
    key: int
    account_key: int | None
    url: str
    kinds: list[EventKind] | None
    secret: str
    status: WebhookStatus
    failing_since: datetime | None
    created_at: datetime


# Whose an endpoint is, the platform's being 0: as the index of owners has it.
OWN = "coalesce(w.account_id, 0) = $1 AND w.deleted_at IS NULL"
COLUMNS = "w.id, w.account_id, w.url, w.kinds, w.secret, w.status, w.failing_since, w.created_at"


def webhook(row: Sequence[Any]) -> Webhook:
    """Build it from its columns."""
    key, account_key, url, kinds, secret, status, *times = row
    return Webhook(f"whk_{key}", key, account_key, url, chosen(kinds), secret, WebhookStatus(status), *times)


def chosen(kept: str) -> list[EventKind] | None:
    """The kinds that a column keeps."""
    return [EventKind(kind) for kind in kept.split()] or None


class Delivery(Struct):
    """An event that an endpoint is told of, and what became of it."""

    id: str
    key: int
    status: DeliveryStatus
    kind: EventKind
    position: str
    at: datetime
    attempts: int
    last_status_code: int | None
    last_error: str | None
    last_milliseconds: int | None
    delivered_at: datetime | None
    next_attempt_at: datetime | None
    account_key: int

    @property
    def account_id(self) -> str:
        """The outside id of the account whose event it is."""
        return f"acc_{self.account_key}"


# d: the delivery, w: its endpoint
DELIVERY_COLUMNS = """d.id, d.status, d.kind, d.position, d.at, d.attempts, d.status_code, d.error, d.milliseconds,
    d.delivered_at, d.due_at, d.account_id, w.status"""


def delivery(row: Sequence[Any], epoch: str) -> Delivery:
    """Build it from its columns; positions as clients of an epoch know them."""
    key, status, kind, position, at, attempts, code, error, milliseconds, delivered_at, due_at, account_key, of = row
    tried = due_at is not None and due_at < PARKED and of == WebhookStatus.ACTIVE
    return Delivery(
        f"dlv_{key}", key, DeliveryStatus(status), EventKind(kind), ids.position(epoch, position), at, attempts, code,
        error, milliseconds, delivered_at, due_at if tried else None, account_key,
    )  # fmt: skip

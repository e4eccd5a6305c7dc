"""What accounts are told. An event holds ids and states as of its position, never words: those are read at delivery."""

from dataclasses import dataclass
from typing import ClassVar

import orjson


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. `pair_id` and `sequence` point at what it is about; other fields are its own facts."""

    kind: ClassVar[str]
    pair_id: int | None = None
    sequence: int | None = None

    def facts(self) -> str | None:
        """The event's own fields, as the feed keeps them."""
        own = {name: getattr(self, name) for name in type(self).__slots__}
        return orjson.dumps(own).decode() if own else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Event):
    """A message was sent in a conversation; told to both sides."""

    kind = "message_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecalled(Event):
    """A message was recalled; told to both sides."""

    kind = "message_recalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRead(Event):
    """The account `by` has read up to a message."""

    kind = "conversation_read"
    by: int
    up_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationChanged(Event):
    """A side's view of a conversation changed: its marks, its assignee, its creator's labels, can or cannot send."""

    kind = "conversation_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockChanged(Event):
    """The account told has blocked or unblocked the other of the pair."""

    kind = "block_changed"
    blocked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChanged(Event):
    """A membership, a role, or the account's status changed: whoever listens must be asked again who they are."""

    kind = "access_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowcaseAdded(Event):
    """The creator of the pair, or without one the account told, added products; from a card, if one is named."""

    kind = "showcase_added"
    products: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowcaseRemoved(Event):
    """Likewise: removed them."""

    kind = "showcase_removed"
    products: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationChanged(Event):
    """An invitation was sent, seen, answered, withdrawn, or has ended; told to both sides, seen to its sender."""

    kind = "invitation_changed"
    invitation: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipChanged(Event):
    """A link was asked for, made, changed or ended, or a change of it proposed; told to both sides."""

    kind = "partnership_changed"
    partnership: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleChanged(Event):
    """A sample was asked for, or a step further; told to both sides."""

    kind = "sample_changed"
    sample: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadChanged(Event):
    """A lead came into the pool, changed, or left it (`status` is null then); told to its partner only."""

    kind = "lead_changed"
    lead: int
    creator: int
    status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationAdded(Event):
    """There is something to look at."""

    kind = "notification_added"
    notification: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkMessageProgressed(Event):
    """A bulk message has begun, gone on, come to wait, or ended; while it goes on, once a second at most."""

    kind = "bulk_message_progressed"
    bulk: int
    status: str


KINDS: dict[str, type[Event]] = {
    kind.kind: kind
    for kind in (
        MessageSent, MessageRecalled, ConversationRead, ConversationChanged, BlockChanged, AccessChanged,
        ShowcaseAdded, ShowcaseRemoved, InvitationChanged, PartnershipChanged, SampleChanged, LeadChanged,
        NotificationAdded, BulkMessageProgressed,
    )
}  # fmt: skip

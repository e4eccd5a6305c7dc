"""What listeners may want of an account's stream, and what of it each may hear (ACC-3, EVT-2)."""

from dataclasses import dataclass
from typing import TypeAlias

from domain.notifications import OF_LEADS
from domain.queries.events import (
    BulkMessageProgressed,
    Delivered,
    LeadChanged,
    MessageReceived,
    NotificationAdded,
)
from domain.rules import access
from domain.rules import leads as lead_rules
from domain.viewer import Viewer
from models.teams import Permission


@dataclass(frozen=True, slots=True)
class Messages:
    """What a listener wants who wants messages only: of one conversation, or of all."""

    conversation_key: int | None = None
    permission = Permission.INSTANT_MESSAGING

    def wants(self, event: Delivered) -> bool:
        """Whether this is one."""
        return isinstance(event, MessageReceived) and self.conversation_key in {None, event.message.conversation_key}


@dataclass(frozen=True, slots=True)
class BulkMessages:
    """What a listener wants who wants the progress of bulk messages: of one, or of all (ACC-3)."""

    bulk_key: int | None = None
    permission = Permission.BULK_MESSAGING

    def wants(self, event: Delivered) -> bool:
        """Whether this is one."""
        return isinstance(event, BulkMessageProgressed) and self.bulk_key in {None, event.bulk_message.key}


@dataclass(frozen=True, slots=True)
class Leads:
    """What a listener wants who wants to hear of leads: that takes no inbox (ACC-3)."""

    permission = Permission.LEAD_MANAGEMENT

    def wants(self, event: Delivered) -> bool:
        """Whether this is one."""
        return isinstance(event, LeadChanged)


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a listener wants who wants events of some classes only."""

    classes: tuple[type[Delivered], ...]
    permission = Permission.INSTANT_MESSAGING

    def wants(self, event: Delivered) -> bool:
        """Whether this is one."""
        return isinstance(event, self.classes)


Only: TypeAlias = Messages | BulkMessages | Leads | Kinds | None


def welcome(viewer: Viewer, only: Only) -> None:
    """Refuse who may not listen to it. Whoever wants to hear of leads only needs no inbox."""
    if isinstance(only, Leads):
        lead_rules.pool(viewer)
        return
    if only is not None:
        access.require(viewer, only.permission)
    access.messaging(viewer)


def hears(viewer: Viewer, event: Delivered) -> bool:
    """Whether an event is for a member who listens to all: those are left out that it may not hear of."""
    if isinstance(event, BulkMessageProgressed):
        return viewer.may(Permission.BULK_MESSAGING)
    of_leads = isinstance(event, LeadChanged) or (
        isinstance(event, NotificationAdded) and event.notification.kind in OF_LEADS
    )
    return not of_leads or lead_rules.hears(viewer)

"""Notifications as queries hand them out, and what each says."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from models.notifications import NotificationKind as Kind

# What a person reads; {name} is who did it, or whom it is about.
TEXTS = {
    Kind.INVITATION_RECEIVED: "{name} invited you to a collaboration.",
    Kind.INVITATION_ACCEPTED: "{name} accepted your invitation.",
    Kind.INVITATION_DECLINED: "{name} declined your invitation.",
    Kind.INVITATION_WITHDRAWN: "{name} withdrew an invitation.",
    Kind.INVITATION_EXPIRED: "The invitation between you and {name} has ended without an answer.",
    Kind.LINK_REQUESTED: "{name} would like to link with you.",
    Kind.LINK_ACCEPTED: "{name} accepted: you are linked.",
    Kind.LINK_DECLINED: "{name} declined to link with you.",
    Kind.LINK_WITHDRAWN: "{name} withdrew the invitation to link.",
    Kind.LINK_REQUEST_EXPIRED: "The invitation to link between you and {name} has expired.",
    Kind.UNLINK_REQUESTED: "{name} asks to unlink.",
    Kind.UNLINK_DECLINED: "The link between you and {name} stays.",
    Kind.UNLINKED: "You and {name} are no longer linked.",
    Kind.LINK_EXPIRED: "The link between you and {name} has come to its end.",
    Kind.LINK_CHANGE_PROPOSED: "{name} proposes a change of your link.",
    Kind.LINK_CHANGE_ACCEPTED: "{name} agreed to the change of your link.",
    Kind.LINK_CHANGE_DECLINED: "{name} declined the change of your link.",
    Kind.LINK_CHANGE_EXPIRED: "The proposed change of the link between you and {name} has expired.",
    Kind.SAMPLE_REQUESTED: "{name} asks for a sample.",
    Kind.SAMPLE_APPROVED: "{name} approved your sample.",
    Kind.SAMPLE_SHIPPED: "{name} shipped your sample.",
    Kind.SAMPLE_RECEIVED: "{name} has the sample. Content is due next.",
    Kind.SAMPLE_CONTENT_PENDING: "The sample of {name} counts as received. Content is due next.",
    Kind.SAMPLE_CONTENT_DUE: "The content for a sample of {name} is due soon.",
    Kind.SAMPLE_CONTENT_SUBMITTED: "{name} made content for a sample. Have a look.",
    Kind.SAMPLE_COMPLETED: "The sample between you and {name} is completed.",
    Kind.SAMPLE_CANCELLED: "The sample between you and {name} was cancelled.",
    Kind.BULK_MESSAGE_FINISHED: "A bulk message is finished: each creator has an outcome.",
    Kind.BULK_MESSAGE_WAITING: "A bulk message waits: this week's quota is used up.",
    Kind.SCHEDULED_MESSAGE_REFUSED: "A message that was scheduled for {name} was not sent.",
    Kind.LEAD_REQUESTED: "{name} would like to collaborate: there is a new lead.",
    Kind.LEAD_REMOVED: "{name} was removed from your leads.",
    Kind.ACCESS_CHANGED: "What your account may do here has changed.",
    Kind.WEBHOOK_SUSPENDED: "A webhook is suspended: what was posted to it has failed for too long.",
}
# For those only who may know of leads (domain.rules.leads).
OF_LEADS = frozenset({Kind.LEAD_REQUESTED, Kind.LEAD_REMOVED})
# What `subject_key` is a key of, by the beginning of the kind.
_SUBJECTS = {
    "INVITATION": "invitation",
    "LINK": "partnership",
    "UNLINK": "partnership",
    "SAMPLE": "sample",
    "BULK": "bulk",
    "SCHEDULED": "scheduled",
    "LEAD": "lead",
    "WEBHOOK": "webhook",
}


class Notification(Struct):
    """Something to look at. After `id` in the order of its columns."""

    id: str
    key: int
    kind: Kind
    at: datetime
    read_at: datetime | None
    other_key: int | None
    subject_key: int | None
    other_name: str | None

    @property
    def text(self) -> str:
        """One sentence, with the other's name of today."""
        return TEXTS[self.kind].format(name=self.other_name)

    @property
    def about(self) -> str | None:
        """The noun of its subject."""
        return next((noun for start, noun in _SUBJECTS.items() if self.kind.startswith(start)), None)


def not_of_leads(hears: str, kind: str = "kind") -> str:
    """The condition that leaves those of leads out, unless the value whose place is given says that they are heard."""
    kinds = ", ".join(f"'{one}'" for one in sorted(OF_LEADS))
    return f"({hears}::boolean OR {kind} NOT IN ({kinds}))"


# n: the notification, o: the other account
COLUMNS = "n.id, n.kind, n.at, n.read_at, n.other_id, n.subject_id, o.name"


def notification(row: Sequence[Any]) -> Notification:
    """Build it from its columns."""
    key, kind, *rest = row
    return Notification(f"ntf_{key}", key, Kind(kind), *rest)

"""A link of an agency and a creator in plain Python: asked for, answered, ended (LNK-1 to LNK-5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ANSWER = timedelta(days=7)  # to an invitation, and to a request to unlink
UNLINK_REQUESTS = 2


@dataclass
class Link:
    """As it stood when last somebody did something; `at` says what became of it since."""

    asked_at: datetime
    ends_at: datetime
    status: str = "REQUESTED"
    unlink_requests: int = 0
    unlink_asked_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether the two are linked; they are until an unlinking that was asked for has happened."""
        return self.at(now) in {"LINKED", "UNLINK_REQUESTED"}

    def at(self, now: datetime) -> str:
        """Where it stands: first what was not answered in time, then the end of it all."""
        if self.status == "REQUESTED" and now >= min(self.asked_at + ANSWER, self.ends_at):
            self.status = "REQUEST_EXPIRED"
        asked = self.unlink_asked_at
        if asked is not None and self.status == "UNLINK_REQUESTED" and now >= asked + ANSWER < self.ends_at:
            self.refuse_unlinking()
        if self.status in {"LINKED", "UNLINK_REQUESTED"} and now >= self.ends_at:
            self.status = "LINK_EXPIRED"
        return self.status

    def answer(self, now: datetime, *, accept: bool) -> str | None:
        """The creator's: "answered", None where it was answered so before, or "CLOSED"."""
        status = self.at(now)
        if status == "REQUESTED":
            self.status = "LINKED" if accept else "DECLINED"
            return "answered"
        same = self.is_live(now) if accept else status == "DECLINED"
        return None if same else "CLOSED"

    def change(self, now: datetime, how: str) -> str | None:
        """What the two do with it, by the name of the step; "CLOSED" where that is not possible."""
        status = self.at(now)
        wanted, done = {
            "withdraw": ({"REQUESTED"}, "WITHDRAWN"),
            "end": ({"LINKED", "UNLINK_REQUESTED"}, "UNLINKED"),
            "ask": ({"LINKED"}, "UNLINK_REQUESTED"),
            "grant": ({"UNLINK_REQUESTED"}, "UNLINKED"),
            "refuse": ({"UNLINK_REQUESTED"}, "LINKED"),
        }[how]
        if status not in wanted:
            return None if status == done and how in {"withdraw", "end", "ask"} else "CLOSED"
        if how == "refuse":
            self.refuse_unlinking()
            return None
        self.status = done
        if how == "ask":
            self.unlink_requests += 1
        self.unlink_asked_at = now if how == "ask" else None
        return None

    def refuse_unlinking(self) -> None:
        """The link stays; but the second time it ends."""
        self.status = "UNLINKED" if self.unlink_requests >= UNLINK_REQUESTS else "LINKED"
        self.unlink_asked_at = None

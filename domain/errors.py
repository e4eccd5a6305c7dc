"""Everything Parley refuses, each with a code, a sentence for a person and the facts a client needs (REF-1)."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from models.accounts import CreatorLevel


class ProblemCode(StrEnum):
    """The codes of the contract."""

    FORBIDDEN = "FORBIDDEN"
    ACCESS_REVOKED = "ACCESS_REVOKED"
    NOT_FOUND = "NOT_FOUND"
    INVALID_INPUT = "INVALID_INPUT"
    KIND_NOT_ALLOWED = "KIND_NOT_ALLOWED"
    NOT_VERIFIED = "NOT_VERIFIED"
    NO_SHARED_MARKET = "NO_SHARED_MARKET"
    RECIPIENT_UNAVAILABLE = "RECIPIENT_UNAVAILABLE"
    YOU_BLOCKED_THEM = "YOU_BLOCKED_THEM"
    BLOCKED = "BLOCKED"
    AWAITING_REPLY = "AWAITING_REPLY"
    FOLLOWER_LIMIT = "FOLLOWER_LIMIT"
    QUOTA_EXHAUSTED = "QUOTA_EXHAUSTED"
    AGREEMENT_REQUIRED = "AGREEMENT_REQUIRED"
    ALREADY_LINKED = "ALREADY_LINKED"
    LEVEL_TOO_LOW = "LEVEL_TOO_LOW"
    LIMIT_REACHED = "LIMIT_REACHED"
    CONFIRMATION_REQUIRED = "CONFIRMATION_REQUIRED"
    CLOSED = "CLOSED"
    HISTORY_EXPIRED = "HISTORY_EXPIRED"
    RATE_LIMITED = "RATE_LIMITED"


class TopLevelCode(StrEnum):
    """Codes that appear in top-level errors only, never in a mutation's result."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    INTERNAL = "INTERNAL"


class DomainError(Exception):
    """A refusal: `detail` is for a person, `facts` for a client; `retry_at` says when time alone mends it."""

    code: ClassVar[ProblemCode | TopLevelCode]
    fact_names: ClassVar[tuple[str, ...]] = ()
    retry_at: datetime | None = None

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def facts(self) -> dict[str, object]:
        """What a client needs to act on it."""
        return {name: getattr(self, name) for name in self.fact_names}


class Unauthenticated(DomainError):
    """Nobody known is asking: no token, or one that is expired or forged."""

    code = TopLevelCode.UNAUTHENTICATED

    def __init__(self, detail: str = "Sign in first: send a bearer token.") -> None:
        super().__init__(detail)


class Forbidden(DomainError):
    """The viewer's role does not allow it."""

    code = ProblemCode.FORBIDDEN


class AccessRevoked(DomainError):
    """The viewer's own account is not active (ACC-5)."""

    code = ProblemCode.ACCESS_REVOKED


class NotFound(DomainError):
    """There is no such thing, or the viewer may not see it: the two look the same."""

    code = ProblemCode.NOT_FOUND
    fact_names = ("field",)

    def __init__(self, field: str, what: str) -> None:
        super().__init__(f"There is no {what} with this id.")
        self.field = field


class InvalidInput(DomainError):
    """A value is wrong: `field` is its path below input, the detail says what would be right."""

    code = ProblemCode.INVALID_INPUT
    fact_names = ("field",)

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field


class KindNotAllowed(DomainError):
    """The sender's side cannot send this kind of message (MSG-1)."""

    code = ProblemCode.KIND_NOT_ALLOWED


class NotVerified(DomainError):
    """An agency that is not verified cannot begin (ACC-6)."""

    code = ProblemCode.NOT_VERIFIED

    def __init__(self) -> None:
        super().__init__("Your agency is not verified yet: it can answer creators, but not contact them first.")


class NoSharedMarket(DomainError):
    """The two accounts have no market in common (ACC-9)."""

    code = ProblemCode.NO_SHARED_MARKET

    def __init__(self) -> None:
        super().__init__("You and this account have no market in common.")


class RecipientUnavailable(DomainError):
    """The other side's account is not active (ACC-5)."""

    code = ProblemCode.RECIPIENT_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__("This account is not available at the moment. Nothing can be sent to it.")


class YouBlockedThem(DomainError):
    """The viewer's own block stands in the way (BLK-2)."""

    code = ProblemCode.YOU_BLOCKED_THEM

    def __init__(self) -> None:
        super().__init__("You have blocked this account. Unblock it to send messages.")


class Blocked(DomainError):
    """The other side has blocked the viewer (BLK-2). The sentence is fixed by the rule."""

    code = ProblemCode.BLOCKED

    def __init__(self, by: str) -> None:
        super().__init__(f"You cannot send messages to {by.lower()} now as you are blocked by them.")


class AwaitingReply(DomainError):
    """So many messages went without a response, and no more can until one comes (OUT-1, OUT-2)."""

    code = ProblemCode.AWAITING_REPLY
    fact_names = ("limit",)

    def __init__(self, limit: int, retry_at: datetime | None) -> None:
        until = "until they respond" if retry_at is None else "until they respond, or a new month begins"
        super().__init__(f"You have sent {limit} messages without a response. You cannot send more {until}.")
        self.limit = limit
        self.retry_at = retry_at


class FollowerLimit(DomainError):
    """The seller's tier does not reach to creators with so many followers (OUT-6)."""

    code = ProblemCode.FOLLOWER_LIMIT
    fact_names = ("limit", "followers")

    def __init__(self, limit: int, followers: int) -> None:
        super().__init__(
            f"You can contact new creators with fewer than {limit:,} followers; this one has {followers:,}."
        )
        self.limit = limit
        self.followers = followers


class QuotaExhausted(DomainError):
    """The week's units are spent: no unconnected creator can be contacted until the refresh (OUT-10)."""

    code = ProblemCode.QUOTA_EXHAUSTED
    fact_names = ("limit",)

    def __init__(self, limit: int, retry_at: datetime) -> None:
        super().__init__(
            f"This week's quota of {limit:,} new creators is used up. It is refreshed when the next week begins."
        )
        self.limit = limit
        self.retry_at = retry_at


class HistoryExpired(DomainError):
    """A position that the feed cannot resume from (EVT-3)."""

    code = ProblemCode.HISTORY_EXPIRED

    def __init__(self) -> None:
        super().__init__("These events are no longer kept. Drop what you have and begin anew from Viewer.position.")


class Closed(DomainError):
    """It is no longer, or not yet, in a state for this step."""

    code = ProblemCode.CLOSED

    def __init__(self, detail: str, retry_at: datetime | None = None) -> None:
        super().__init__(detail)
        self.retry_at = retry_at


class LimitReached(DomainError):
    """There can be so many of something, and no more."""

    code = ProblemCode.LIMIT_REACHED
    fact_names = ("limit",)

    def __init__(self, detail: str, limit: int, retry_at: datetime | None = None) -> None:
        super().__init__(detail)
        self.limit = limit
        self.retry_at = retry_at


class AgreementRequired(DomainError):
    """A link needs the creator's agreement first (LNK-2)."""

    code = ProblemCode.AGREEMENT_REQUIRED


class AlreadyLinked(DomainError):
    """There is a link in the way (LNK-1, LNK-3)."""

    code = ProblemCode.ALREADY_LINKED


class ConfirmationRequired(DomainError):
    """It would cost something that it must be said yes to (COL-11)."""

    code = ProblemCode.CONFIRMATION_REQUIRED


class LevelTooLow(DomainError):
    """A creator's level is below what it takes (LEAD-1): `partner`, an account, can still be talked to."""

    code = ProblemCode.LEVEL_TOO_LOW
    fact_names = ("required", "partner")

    def __init__(self, required: CreatorLevel, partner: object, name: str) -> None:
        super().__init__(
            f"Requests to collaborate begin at level {required.capitalize()}. You can chat with {name} instead."
        )
        self.required = required
        self.partner = partner


class LastOwner(DomainError):
    """An account always keeps one owner (ACC-2)."""

    code = ProblemCode.CLOSED

    def __init__(self) -> None:
        super().__init__("An account always keeps one owner. Make another member an owner first.")


# REF-2: where several refusals apply, the first of these is the answer.
ORDER = (
    Unauthenticated,
    Forbidden,
    AccessRevoked,
    NotFound,
    InvalidInput,
    KindNotAllowed,
    NotVerified,
    NoSharedMarket,
    RecipientUnavailable,
    YouBlockedThem,
    Blocked,
    AwaitingReply,
    FollowerLimit,
    QuotaExhausted,
    AgreementRequired,
    AlreadyLinked,
    LevelTooLow,
    LimitReached,
    ConfirmationRequired,
    Closed,
)

"""Whether one side of a conversation may send to the other now, and why not: REF-2's order, from NOT_VERIFIED on."""

from dataclasses import dataclass

from domain import errors
from domain.cards.kinds import KINDS
from domain.outreach import Ties
from domain.rows import Account, Conversation
from models.accounts import AccountKind, AccountStatus
from models.messages import MessageKind

STRANGERS = Ties()
PLURALS = {AccountKind.CREATOR: "creators", AccountKind.SELLER: "sellers", AccountKind.AGENCY: "agencies"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How two accounts stand to each other: all that the rules of sending decide on; `ties` those of outreach."""

    me: Account
    counterpart: Account
    blocked_by_me: bool
    blocked_by_counterpart: bool
    creator_has_written: bool
    ties: Ties = STRANGERS

    @classmethod
    def of(cls, conversation: Conversation) -> "Standing":
        """As a read conversation shows it; its ties are not read with it."""
        c = conversation
        creator_has_written = c.has_written if c.me.kind == AccountKind.CREATOR else c.was_written_to
        return cls(c.me, c.counterpart, c.blocked_by_me, c.blocked_by_counterpart, creator_has_written)


def send(standing: Standing) -> None:
    """Refuse a send with the first of the reasons that apply."""
    verified(standing.me, answering=standing.creator_has_written)
    shared_market(standing.me, standing.counterpart)
    available(standing.counterpart)
    not_blocked(standing)


def problem(standing: Standing) -> errors.DomainError | None:
    """What `send` would refuse with, or None where it would not."""
    try:
        send(standing)
    except errors.DomainError as refusal:
        return refusal
    return None


def kind(me: Account, kind: MessageKind) -> None:
    """Refuse kinds that are not the sender's side's (MSG-1)."""
    card = KINDS.get(kind)
    if card is not None and me.kind != card.sent_by:
        raise errors.KindNotAllowed(f"Only {PLURALS[card.sent_by]} send {card.plural}.")


def verified(me: Account, *, answering: bool) -> None:
    """Refuse an agency that is not verified, unless it answers a creator (ACC-6)."""
    if me.kind == AccountKind.AGENCY and not me.verified and not answering:
        raise errors.NotVerified


def talking(me: Account, other: Account, field: str) -> None:
    """Refuse pairs other than creator and seller, creator and agency (ACC-9)."""
    if (me.kind == AccountKind.CREATOR) == (other.kind == AccountKind.CREATOR):
        raise errors.InvalidInput(field, "Only a creator and a seller, or a creator and an agency, can talk.")


def shared_market(me: Account, other: Account) -> None:
    """Refuse accounts that have no market in common (ACC-9)."""
    if not set(me.markets) & set(other.markets):
        raise errors.NoSharedMarket


def available(other: Account) -> None:
    """Refuse to send to an account that is not active (ACC-5)."""
    if other.status != AccountStatus.ACTIVE:
        raise errors.RecipientUnavailable


def not_blocked(standing: Standing) -> None:
    """Refuse across a block; the viewer's own comes first (BLK-2)."""
    if standing.blocked_by_me:
        raise errors.YouBlockedThem
    if standing.blocked_by_counterpart:
        raise errors.Blocked(by=standing.counterpart.kind)

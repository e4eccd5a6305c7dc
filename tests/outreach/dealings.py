"""What partners and creators do with each other beside writing: all of it that the limits of outreach follow from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from tests.outreach.links import ANSWER, Link
from tests.outreach.model import Model, Pair, Refusal

Product: TypeAlias = tuple[str, int]  # a seller, and which of its products
Outcome: TypeAlias = Refusal | str  # "" where it was done; else a refusal, or the word for what else it was

RECALL = timedelta(seconds=120)
CLOSED = Refusal("CLOSED")
# What a seller offers chosen creators: for so many days, of its products.
TARGETS: list[tuple[int, list[int]]] = [(9, [0]), (60, [0, 1]), (365, [1])]
# An agency's campaigns, each with a list of all its products: for so many days.
CAMPAIGNS: list[tuple[int, list[Product]]] = [(16, [("shop", 0), ("rival", 0)]), (90, [("shop", 1)])]


@dataclass
class Invitation:
    """Into a target collaboration, until that ends."""

    ends_at: datetime
    status: str = "PENDING"

    def takes(self, now: datetime) -> bool:
        """Whether products can be added from it."""
        return self.status in {"PENDING", "ACCEPTED"} and now < self.ends_at


@dataclass
class Card:
    """A message with products that a creator got: open ones, those of an invitation, or those of a campaign."""

    by: str
    products: list[Product]
    invitation: Invitation | None = None
    campaign_ends_at: datetime | None = None


class Dealings(Model):
    """The model, and what is done in it. Every method answers as the product should."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.ends: dict[tuple[str, int], datetime] = {}  # of targets and campaigns, from the first time they are used
        self.invitations: dict[tuple[str, int, int], Invitation] = {}  # by seller, target and creator
        self.cards: dict[int, list[Card]] = {}  # by creator
        self.showcases: dict[tuple[int, Product], bool] = {}  # whether at a targeted rate
        self.last: dict[str, datetime] = {}  # when each partner's last text was sent
        self.recalled: set[str] = set()  # partners whose last text is recalled

    def pair(self, name: str, creator: int) -> Pair:
        """What was between the two."""
        return self.partners[name].pairs[creator]

    # ── partners ──

    def text(self, by: str, to: int) -> Outcome:
        """A text."""
        problem = self.message(by, to)
        if problem is None:
            self.last[by] = self.now
            self.recalled.discard(by)
        return problem or ""

    def goods(self, by: str, to: int, which: int) -> Outcome:
        """A seller's product, open to all; or an agency's list, made of a campaign when it is first sent."""
        ends_at, products = None, [(by, which)]
        if not self.partners[by].is_seller:
            days, products = CAMPAIGNS[which]
            ends_at = self.ends.setdefault((by, which), self.now + timedelta(days=days))
        problem = self.message(by, to)
        if problem is None:
            self._card(to, Card(by, products, campaign_ends_at=ends_at))
        return problem or ""

    def invite(self, by: str, target: int, to: list[int]) -> list[Outcome]:
        """A target collaboration, offered to some; whoever was invited before is sent nothing."""
        days, products = TARGETS[target]
        ends_at = self.ends.setdefault((by, target), self.now + timedelta(days=days))
        if self.now >= ends_at:
            return [CLOSED]
        outcomes: list[Outcome] = []
        for creator in to:
            if (by, target, creator) in self.invitations:
                outcomes.append("invited before")
                continue
            problem = self.message(by, creator)
            outcomes.append(problem or "")
            if problem is None:
                invitation = self.invitations[by, target, creator] = Invitation(ends_at)
                self._card(creator, Card(by, [(by, which) for which in products], invitation))
        return outcomes

    def withdraw(self, by: str, target: int, creator: int) -> Outcome:
        """An invitation is taken back."""
        invitation = self.invitations[by, target, creator]
        if invitation.status != "WITHDRAWN" and not invitation.takes(self.now):
            return CLOSED
        invitation.status = "WITHDRAWN"
        return ""

    def recall(self, by: str) -> Outcome:
        """The last text is taken back, once and for all; it counts on."""
        if by not in self.recalled and self.now - self.last[by] > RECALL:
            return CLOSED
        self.recalled.add(by)
        return ""

    def ask_to_link(self, by: str, to: int, days: int) -> Outcome:
        """An invitation to link, a message like others."""
        pair = self.pair(by, to)
        if problem := self.refusal(by, to):
            return problem
        if pair.link is not None:
            if pair.link.is_live(self.now):
                return Refusal("ALREADY_LINKED")
            if self.now < pair.link.asked_at + ANSWER:
                return Refusal("LIMIT_REACHED", 1, pair.link.asked_at + ANSWER)
        self.message(by, to)
        pair.link = Link(self.now, self.now + timedelta(days=days))
        return ""

    def change_link(self, by: str, creator: int, how: str) -> Outcome:
        """What becomes of it otherwise than by an answer; none of that is a response."""
        link = self.pair(by, creator).link
        assert link is not None
        return CLOSED if link.change(self.now, how) else ""

    # ── creators ──

    def answer(self, creator: int, by: str, target: int, *, accept: bool) -> Outcome:
        """An invitation is accepted or declined; the same again changes nothing."""
        invitation = self.invitations[by, target, creator]
        wanted = "ACCEPTED" if accept else "DECLINED"
        if invitation.status == wanted:
            return ""
        if invitation.status != "PENDING" or self.now >= invitation.ends_at:
            return CLOSED
        invitation.status = wanted
        self.pair(by, creator).respond()
        return ""

    def answer_link(self, creator: int, by: str, *, accept: bool) -> Outcome:
        """The same of an invitation to link."""
        pair = self.pair(by, creator)
        assert pair.link is not None
        done = pair.link.answer(self.now, accept=accept)
        if done == "answered":
            pair.respond()
        return CLOSED if done == "CLOSED" else ""

    def add(self, creator: int, card: Card, product: Product) -> Outcome:
        """A product of a card goes into the showcase, and what is there at a lower rate gets that of an invitation.

        That connects and is no response. What was added from a list stays from there until another card replaces it.
        """
        targeted = card.invitation is not None
        if card.invitation is not None and not card.invitation.takes(self.now):
            return CLOSED
        had = self.showcases.get((creator, product))
        self.connect(creator, product)
        if card.invitation is not None and card.invitation.status == "PENDING":
            card.invitation.status = "ACCEPTED"
        if had is None or (targeted and not had):
            self.remove(creator, product)
            self.showcases[creator, product] = targeted
            if card.campaign_ends_at is not None:
                self.pair(card.by, creator).showcased[product] = card.campaign_ends_at
        return ""

    def remove(self, creator: int, product: Product) -> Outcome:
        """It is gone from the showcase; connected they stay."""
        self.showcases.pop((creator, product), None)
        for partner in self.partners.values():
            partner.pairs[creator].showcased.pop(product, None)
        return ""

    def connect(self, creator: int, product: Product) -> Outcome:
        """It is or was in the showcase, or in a video."""
        self.pair(product[0], creator).connected = True
        return ""

    def block(self, name: str, creator: int, *, by_creator: bool, blocked: bool) -> Outcome:
        """One side blocks the other, or does so no more."""
        pair = self.pair(name, creator)
        if by_creator:
            pair.blocked_by_creator = blocked
        else:
            pair.blocked_by_partner = blocked
        return ""

    def _card(self, creator: int, card: Card) -> None:
        self.cards.setdefault(creator, []).append(card)

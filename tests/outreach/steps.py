"""What can happen in a play: each step as data, and how the model and the product play it.

A step names things by numbers that always name something, so that any list of steps can be played, and made smaller.
"""

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from tests.outreach.dealings import Dealings
from tests.outreach.stage import Stage

Answers: TypeAlias = tuple[Any, Any]  # what the rules say, and what the product did
NOTHING: Answers = (None, None)  # there was nothing to do it with


class Step(Protocol):
    """A step of a play."""

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        """Play it on both."""


# ── partners ──


@dataclass(frozen=True)
class Text:
    """A partner sends a text."""

    by: str
    to: int

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        return model.text(self.by, self.to), await stage.text(self.by, self.to)


@dataclass(frozen=True)
class Again:
    """A partner's last text comes once more, by the same id: nothing happens."""

    by: str

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        return ("", await stage.again(self.by)) if self.by in model.last else NOTHING


@dataclass(frozen=True)
class Recall:
    """A partner takes its last text back: it counts on."""

    by: str

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        return (model.recall(self.by), await stage.recall(self.by)) if self.by in model.last else NOTHING


@dataclass(frozen=True)
class Goods:
    """A seller sends a product, an agency a list."""

    by: str
    to: int
    which: int

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        return model.goods(self.by, self.to, self.which), await stage.goods(self.by, self.to, self.which)


@dataclass(frozen=True)
class Invite:
    """A seller invites some into a target collaboration."""

    by: str
    target: int
    to: tuple[int, ...]

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        return model.invite(self.by, self.target, [*self.to]), await stage.invite(self.by, self.target, [*self.to])


@dataclass(frozen=True)
class Withdraw:
    """A seller takes an invitation back."""

    which: int

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        if not model.invitations:
            return NOTHING
        named = [*model.invitations][self.which % len(model.invitations)]
        return model.withdraw(*named), await stage.withdraw(*named)


@dataclass(frozen=True)
class AskToLink:
    """The agency asks a creator to link."""

    to: int
    days: int

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        asked = ("agent", self.to, self.days)
        return model.ask_to_link(*asked), await stage.ask_to_link(*asked)


@dataclass(frozen=True)
class ChangeLink:
    """An invitation to link is withdrawn; a link is ended, or asked, granted or refused to be."""

    creator: int
    how: str

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        if model.pair("agent", self.creator).link is None:
            return NOTHING
        change = ("agent", self.creator, self.how)
        return model.change_link(*change), await stage.change_link(*change)


# ── creators ──


@dataclass(frozen=True)
class Reply:
    """A creator writes, first or in answer."""

    creator: int
    to: str

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        said = (self.creator, self.to)
        return model.message_of_creator(*said) or "", await stage.message_of_creator(*said)


@dataclass(frozen=True)
class AskForSample:
    """A creator asks for a sample."""

    creator: int
    of: str

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        asked = (self.creator, self.of)
        return model.message_of_creator(*asked) or "", await stage.ask_for_sample(*asked)


@dataclass(frozen=True)
class Answer:
    """A creator answers an invitation, perhaps once more, or too late."""

    which: int
    accept: bool

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        if not model.invitations:
            return NOTHING
        by, target, creator = [*model.invitations][self.which % len(model.invitations)]
        expected = model.answer(creator, by, target, accept=self.accept)
        return expected, await stage.answer(creator, by, target, accept=self.accept)


@dataclass(frozen=True)
class AnswerLink:
    """The same of the agency's last invitation to link."""

    creator: int
    accept: bool

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        if model.pair("agent", self.creator).link is None:
            return NOTHING
        expected = model.answer_link(self.creator, "agent", accept=self.accept)
        return expected, await stage.answer_link(self.creator, "agent", accept=self.accept)


@dataclass(frozen=True)
class Add:
    """A creator adds a product from a card."""

    creator: int
    card: int
    product: int

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        cards = model.cards.get(self.creator, [])
        if not cards:
            return NOTHING
        place = self.card % len(cards)
        product = cards[place].products[self.product % len(cards[place].products)]
        return model.add(self.creator, cards[place], product), await stage.add(self.creator, place, product)


@dataclass(frozen=True)
class Remove:
    """A creator takes a product out of the showcase, or one that is not in it."""

    creator: int
    of: str
    which: int

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        product = (self.of, self.which)
        return model.remove(self.creator, product), await stage.remove(self.creator, product)


@dataclass(frozen=True)
class Show:
    """A creator shows a product in a video."""

    creator: int
    of: str

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        shown = (self.creator, (self.of, 0))
        return model.connect(*shown), await stage.connect(*shown)


@dataclass(frozen=True)
class Block:
    """One side blocks the other, or does so no more."""

    partner: str
    creator: int
    by_creator: bool
    blocked: bool

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        how = {"by_creator": self.by_creator, "blocked": self.blocked}
        return model.block(self.partner, self.creator, **how), await stage.block(self.partner, self.creator, **how)

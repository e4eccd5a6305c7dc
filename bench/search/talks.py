"""What is said in the large inbox, and how each conversation then stands."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

from bench.dataset import talks
from bench.dataset.people import Person
from bench.dataset.rows import ARCHIVED, MARKED_UNREAD, NOTHING, READ_ALL, STARRED, Rows
from bench.dataset.talks import DAY, END, Said, Talk
from bench.search.goods import Goods, Place
from bench.search.words import Planted, Speech
from domain.search_text import joined, normal
from models.messages import MessageKind

PRODUCT, SAMPLE, INVITED = 0.024, 0.008, 0.04  # of the seller's messages, of a creator's, of the conversations
FAMOUS_MESSAGES = 3
MESSAGES = "conversation_id sequence sender_id sent_by_id kind text sent_at"
SEARCHED = "conversation_id sequence creator_id partner_id sent_at search_text"
SIDES = (
    "account_id conversation_id counterpart_id visible last_activity_at unread unread_count unreplied starred archived "
    "has_written was_written_to read_up_to read_by_counterpart_up_to assignee_id counterpart_kind has_invitation "
    "last_sequence last_sender_id last_kind last_text last_sent_at"
)


def plan(rng: random.Random, seller: Person, creators: Sequence[Person], first: int, messages: int) -> list[Talk]:
    """A conversation of the seller with each, in the order in which they began, so that keys grow with time."""
    others = rng.sample(creators, k=len(creators))
    began = sorted(END - 1 - int(rng.random() ** 1.3 * (END - DAY)) for _ in others)
    shares = talks.lengths(rng, len(others), messages)
    return [
        Talk(key, creator, seller, start, count, opened_by_creator=rng.random() < 0.3)
        for key, (creator, start, count) in enumerate(zip(others, began, shares, strict=True), first)
    ]


def known_by_all(rng: random.Random, creator: Person, partners: Sequence[Person], first: int) -> list[Talk]:
    """A conversation of one creator with every partner."""
    return [
        Talk(key, creator, partner, int(rng.random() * END), FAMOUS_MESSAGES, opened_by_creator=rng.random() < 0.3)
        for key, partner in enumerate(partners, first)
    ]


class Writing:
    """Makes rows of what was said, a batch at a time, and remembers what was said last."""

    def __init__(self, made: Rows, languages: dict[int, str], speech: Speech, goods: Goods, seller: Person) -> None:
        self._made, self._languages, self._speech, self._goods, self._seller = made, languages, speech, goods, seller
        self._rng = random.Random(made.seed)
        self.planted = Planted(len(made.said))
        self._first = made.talks[0].key
        own = [talk.key for talk in made.talks if talk.partner is seller and talk.count]
        self._to_invite = set(self._rng.sample(own, k=round(INVITED * len(own))))
        self._invited: set[int] = set()
        self._last: dict[int, tuple[Any, ...]] = {}

    def batch(self, start: int, size: int) -> dict[str, list[tuple[Any, ...]]]:
        """Rows of MESSAGES and of SEARCHED by table, of so many messages. To be asked for in order, once."""
        rows: dict[str, list[tuple[Any, ...]]] = {
            "messages": [], "searched_messages": [], "searched_products": [], "searched_samples": [],
        }  # fmt: skip
        for place, said in enumerate(self._made.said[start : start + size], start):
            self._say(rows, place, said)
        return rows

    def _say(self, rows: dict[str, list[tuple[Any, ...]]], place: int, said: Said) -> None:
        talk, at = self._made.talks[said.key - self._first], self._made.at(said.at)
        kind, text = self._kind(talk, by_creator=said.by_creator), None
        entry = (said.key, said.sequence, talk.creator.key, talk.partner.key, at)
        if kind != MessageKind.TEXT:
            where = Place(said.key, said.sequence, talk.creator, talk.partner, at)
            titles = self._goods.send(self._rng, kind, where)
            table = "searched_samples" if kind == MessageKind.SAMPLE else "searched_products"
            rows[table].append((*entry, joined(titles)))
        if kind != MessageKind.SAMPLE:
            words = self.planted.at(self._rng, place)
            text = self._speech.text(self._rng, self._languages[talk.creator.key], words)
            rows["searched_messages"].append((*entry, normal(text)))
        sender = talk.creator.key if said.by_creator else talk.partner.key
        rows["messages"].append((said.key, said.sequence, sender, sender, kind, text, at))
        if said.sequence == talk.count:
            self._last[said.key] = said.sequence, sender, kind, text, at

    def _kind(self, talk: Talk, *, by_creator: bool) -> MessageKind:
        if talk.partner is not self._seller:
            return MessageKind.TEXT
        if by_creator:
            return MessageKind.SAMPLE if self._rng.random() < SAMPLE else MessageKind.TEXT
        if talk.key in self._to_invite:
            self._to_invite.discard(talk.key)
            self._invited.add(talk.key)
            return MessageKind.TARGET_COLLABORATION
        return MessageKind.PRODUCT if self._rng.random() < PRODUCT else MessageKind.TEXT

    def sides(self, assignees: dict[int, float]) -> Iterator[tuple[Any, ...]]:
        """Rows of SIDES, once all was said. Who wrote last has read what came before."""
        for talk in self._made.talks:
            read = [talk.count if self._rng.random() < READ_ALL else own for own in talk.last_own]
            yield self._side(talk, 0, read, None)
            mine = [key for key, share in assignees.items() if self._rng.random() < share]
            yield self._side(talk, 1, read, mine[0] if mine and talk.partner is self._seller else None)

    def _side(self, talk: Talk, side: int, read: Sequence[int], assignee: int | None) -> tuple[Any, ...]:
        rng = self._rng
        me, other = (talk.creator, talk.partner) if side == 0 else (talk.partner, talk.creator)
        unread_count = talk.count - read[side]
        unread = unread_count > 0 or (talk.count > 0 and rng.random() < MARKED_UNREAD)
        visible = talk.count > 0 or talk.opened_by_creator == me.is_creator
        unreplied = talk.count > 0 and talk.last_by_creator != me.is_creator
        return (
            me.key, talk.key, other.key, visible, self._made.at(talk.last_at), unread, unread_count, unreplied,
            visible and rng.random() < STARRED, visible and not unread and rng.random() < ARCHIVED,
            talk.last_own[side] > 0, talk.last_own[1 - side] > 0, read[side], read[1 - side],
            assignee, other.kind, talk.key in self._invited,
            *self._last.get(talk.key, NOTHING),
        )  # fmt: skip

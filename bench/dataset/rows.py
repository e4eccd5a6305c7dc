"""The rows of conversations and of what was said in them."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bench.dataset import words
from bench.dataset.people import Person
from bench.dataset.talks import DAY, DAYS, END, Said, Talk
from domain.events import MessageSent
from models.accounts import AccountKind
from models.conversations import EntryPoint
from models.messages import MessageKind

READ_ALL, MARKED_UNREAD, STARRED, ARCHIVED = 0.75, 0.02, 0.05, 0.1
ENTRY_POINTS = {
    AccountKind.CREATOR: [EntryPoint.PRODUCT_PAGE, EntryPoint.STORE_PAGE, EntryPoint.PARTNER_LIST],
    AccountKind.SELLER: [EntryPoint.FIND_CREATORS, EntryPoint.CREATOR_PROFILE, EntryPoint.INBOX],
    AccountKind.AGENCY: [EntryPoint.FIND_CREATORS, EntryPoint.NAVIGATION_BAR],
}
TEXTS = 20_000


def first_day(end: datetime) -> datetime:
    """When the first of it was said, of a dataset that ends then."""
    return end - timedelta(days=DAYS)


class Rows:
    """Makes rows in the order of their tables' columns; asked again, the same ones."""

    def __init__(self, seed: int, end: datetime, talks: Sequence[Talk], said: Sequence[Said]) -> None:
        self.seed, self.talks, self.said = seed, talks, said
        self.first_day = first_day(end)

    def at(self, moment: int) -> datetime:
        """A moment of the talks as a time."""
        return self.first_day + timedelta(milliseconds=moment)

    def pairs(self) -> Iterator[tuple[Any, ...]]:
        """Rows of PAIRS. A creator who ever wrote is connected (OUT-4); nobody is linked."""
        for talk in self.talks:
            blocked = [moment and self.at(moment) for moment in talk.blocked_at]
            key, connected = talk.key, talk.last_own[0] > 0
            yield key, talk.creator.key, talk.partner.key, talk.count, *blocked, self.at(talk.began), connected

    def conversations(self) -> Iterator[tuple[Any, ...]]:
        """Rows of (id, started_by_id, entry_point, created_at)."""
        rng = random.Random(self.seed)
        for talk in self.talks:
            starter = talk.creator if talk.opened_by_creator else talk.partner
            yield talk.key, starter.key, rng.choice(ENTRY_POINTS[starter.kind]), self.at(talk.began)

    def sides(self) -> Iterator[tuple[Any, ...]]:
        """Rows of SIDES. Who wrote last has read what came before."""
        rng, lasts = random.Random(self.seed), last_of_each(self.messages())
        for talk in self.talks:
            last = lasts.get(talk.key, NOTHING)
            read = [talk.count if rng.random() < READ_ALL else own for own in talk.last_own]
            yield *self._side(rng, talk, 0, read), talk.partner.kind, *last
            yield *self._side(rng, talk, 1, read), talk.creator.kind, *last

    def _side(self, rng: random.Random, talk: Talk, side: int, read: Sequence[int]) -> tuple[Any, ...]:
        me, other = (talk.creator, talk.partner) if side == 0 else (talk.partner, talk.creator)
        # Beyond one's own last message there are only the other side's.
        unread_count = talk.count - read[side]
        unread = unread_count > 0 or (talk.count > 0 and rng.random() < MARKED_UNREAD)
        visible = talk.count > 0 or talk.opened_by_creator == me.is_creator
        unreplied = talk.count > 0 and talk.last_by_creator != me.is_creator
        starred, archived = rng.random() < STARRED, not unread and rng.random() < ARCHIVED
        written, written_to = talk.last_own[side] > 0, talk.last_own[1 - side] > 0
        return (
            me.key, talk.key, other.key, visible, self.at(talk.last_at), unread, unread_count, unreplied,
            starred and visible, archived and visible, written, written_to, read[side], read[1 - side],
        )  # fmt: skip

    def messages(self) -> Iterator[tuple[Any, ...]]:
        """Rows of MESSAGES, in the order in which they were said."""
        texts = words.texts(random.Random(self.seed), TEXTS)
        choose, ids = random.Random(self.seed).random, self._client_message_ids()
        for (at, key, sequence, by_creator), client_message_id in zip(self.said, ids, strict=False):
            talk = self.talks[key - 1]
            sender = talk.creator.key if by_creator else talk.partner.key
            text = texts[int(choose() * TEXTS)]
            # A user has the key of the account.
            yield key, sequence, sender, sender, MessageKind.TEXT, text, client_message_id, self.at(at)

    def client_messages(self) -> Iterator[tuple[Any, ...]]:
        """Rows of (account_id, client_message_id, conversation_id, sequence, content_hash)."""
        rng, ids = random.Random(self.seed), self._client_message_ids()
        for (_, key, sequence, by_creator), client_message_id in zip(self.said, ids, strict=False):
            talk = self.talks[key - 1]
            sender = talk.creator.key if by_creator else talk.partner.key
            yield sender, client_message_id, key, sequence, rng.randbytes(32)

    def _client_message_ids(self) -> Iterator[str]:
        rng = random.Random(self.seed + 1)
        while True:
            yield f"{rng.getrandbits(128):032x}"

    def feed_entries(self, days: int, heads: Mapping[int, int]) -> Iterator[tuple[Any, ...]]:
        """Rows of FEED_ENTRIES: what was said in the last days, to both sides; what came before has been trimmed."""
        places = dict(heads)
        kept = [message for message in self.said if message.at >= END - days * DAY]
        for message in kept:
            for account in self._both(message):
                places[account] -= 1
        for message in kept:
            for account in self._both(message):
                places[account] += 1
                yield account, places[account], self.at(message.at), MessageSent.kind, message.key, message.sequence

    def heads(self, people: Sequence[Person]) -> dict[int, int]:
        """How far everybody's feed has come: a position for each message of each conversation."""
        heads = dict.fromkeys((person.key for person in people), 0)
        for talk in self.talks:
            heads[talk.creator.key] += talk.count
            heads[talk.partner.key] += talk.count
        return heads

    def _both(self, message: Said) -> tuple[int, int]:
        talk = self.talks[message.key - 1]
        return talk.creator.key, talk.partner.key


NOTHING = (0, None, None, None, None)


def last_of_each(messages: Iterator[tuple[Any, ...]]) -> dict[int, tuple[Any, ...]]:
    """What sides keep of the last messages, by conversation, of rows of MESSAGES in their order."""
    return {key: (sequence, sender, kind, text, at) for key, sequence, sender, _, kind, text, _, at in messages}


PAIRS = "id creator_id partner_id last_sequence creator_blocked_at partner_blocked_at created_at connected"
SIDES = (
    "account_id conversation_id counterpart_id visible last_activity_at unread unread_count unreplied starred archived "
    "has_written was_written_to read_up_to read_by_counterpart_up_to "
    "counterpart_kind last_sequence last_sender_id last_kind last_text last_sent_at"
)
MESSAGES = "conversation_id sequence sender_id sent_by_id kind text client_message_id sent_at"
FEED_ENTRIES = "account_id position at kind pair_id sequence"

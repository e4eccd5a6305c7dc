"""Conversations from before Parley, as the marketplace feeds them: once each, and never into one of Parley's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.actions import imports, outreach
from domain.actions.feeding import batches
from domain.actions.feeding.batches import Accounts, named
from domain.actions.imports import History, Known, PastMessage, PastSide
from domain.errors import InvalidInput
from domain.feeding import Outcome, Status, outcomes, read_each
from domain.records import MOST_MESSAGES, ConversationRecord
from domain.rules import inputs, records
from domain.transaction import Transaction, door
from domain.viewer import Service, System
from models.accounts import AccountKind
from models.sql import statement

PARTNERS = (AccountKind.SELLER, AccountKind.AGENCY)
USERS = statement("SELECT handle, id FROM users WHERE handle IN TEXTS($1)")
BY_ID = statement("""
    SELECT c.external_id, p.creator_id, p.partner_id FROM conversations c JOIN pairs p ON p.id = c.id
    WHERE c.external_id IN TEXTS($1)""")
STARTED = statement("SELECT id, external_id FROM conversations WHERE id IN LIST($1)")
SAID = statement("""
    SELECT conversation_id, sender_id, text, sent_at FROM messages
    WHERE conversation_id IN LIST($1) AND sequence <= $2 ORDER BY conversation_id, sequence""")
# As records call what histories have.
FIELDS = {
    "creatorId": "creator", "partnerId": "partner", "creator.readUpTo": "creatorReadUpTo",
    "partner.readUpTo": "partnerReadUpTo",
}  # fmt: skip

Pair = tuple[int, int]
Words = list[tuple[int, str | None, datetime]]


@dataclass(frozen=True, slots=True)
class _Conversation:
    """What was said in it, as stored or about to be."""

    id: str | None
    said: Words


@door
async def feed(viewer: Service | System, tx: Transaction, fed: Sequence[ConversationRecord]) -> list[Outcome]:  # noqa: ARG001
    """Bring in conversations, an outcome for each; they spend nothing and announce nothing (PLT-1).

    What creators said counts as a response. What was brought in before, and is the same, is left as it has become.
    """
    accounts = await batches.accounts(tx, (one for record in fed for one in (record.creator, record.partner)))
    users = await _users(tx, fed)
    keys = {account.key for account in accounts.all}
    known = await imports.look(tx, keys, users.values())
    pairs_of = {row[0]: (row[1], row[2]) for row in await tx.fetch(BY_ID, named(record.external_id for record in fed))}

    def read(record: ConversationRecord) -> History:
        history = _possible(known, _history(record, accounts, users))
        pair = (history.creator_key, history.partner_key)
        if pairs_of.setdefault(record.external_id, pair) != pair:
            raise InvalidInput("externalId", "This id is another conversation's.")
        return history

    said = read_each(fed, read)
    histories = [one for one in said if isinstance(one, History)]
    pairs = await outreach.make_pairs(tx, {(one.creator_key, one.partner_key) for one in histories})
    there = await _there(tx, pairs, max((len(one.messages) for one in histories), default=0))
    new: dict[Pair, History] = {}

    def take(history: History) -> Status:
        pair, asked = (history.creator_key, history.partner_key), _words(history)
        stored = there.get(pair)
        if stored is not None:
            return _same(stored, history, asked)
        there[pair], new[pair] = _Conversation(history.external_id, asked), history
        return Status.CREATED

    each = outcomes(fed, said, take)
    await imports.bring_in(tx, sorted((pairs[pair], history) for pair, history in new.items()))
    return each


def _same(stored: _Conversation, history: History, asked: Words) -> Status:
    """What was brought in goes on here: the same again changes nothing, and anything else comes too late."""
    if stored.id is None:
        raise InvalidInput("partner", "These two have a conversation already: it began here.")
    if stored.id != history.external_id:
        raise InvalidInput("externalId", f"These two have a conversation already: {stored.id}.")
    begun = stored.said[: len(asked)]
    # What was recalled, or erased, has no words to compare.
    kept = [(who, text if now else now, at) for (who, text, at), (_, now, _) in zip(asked, begun, strict=False)]
    if len(begun) < len(asked) or begun != kept:
        raise InvalidInput("messages", "This conversation was brought in before, with other messages.")
    return Status.UNCHANGED


async def _users(tx: Transaction, fed: Sequence[ConversationRecord]) -> dict[str, int]:
    """Who wrote what, by handle."""
    named_ = {one.sent_by.lower() for record in fed for one in record.messages if one.sent_by is not None}
    found = await tx.fetch(USERS, sorted(handle for handle in named_ if inputs.HANDLE.fullmatch(handle)))
    return {row[0]: row[1] for row in found}


async def _there(tx: Transaction, pairs: dict[Pair, int], most: int) -> dict[Pair, _Conversation]:
    """The conversations that pairs have, as far as what is fed is held against them."""
    ids = dict(await tx.fetch(STARTED, sorted(pairs.values())))
    said: dict[int, Words] = {key: [] for key in ids}
    for key, *words in await tx.fetch(SAID, [key for key, id in ids.items() if id is not None], most):
        said[key].append((words[0], words[1], words[2]))
    return {pair: _Conversation(ids[key], said[key]) for pair, key in pairs.items() if key in ids}


def _possible(known: Known, history: History) -> History:
    try:
        return imports.possible(known, history)
    except InvalidInput as refusal:
        raise InvalidInput(FIELDS.get(refusal.field, refusal.field), refusal.detail) from refusal


def _words(history: History) -> Words:
    sender = {True: history.creator_key, False: history.partner_key}
    return [(sender[one.from_creator], one.text, one.sent_at) for one in history.messages]


def _history(record: ConversationRecord, accounts: Accounts, users: dict[str, int]) -> History:
    id = records.external_id(record.external_id, "externalId")
    if len(record.messages) > MOST_MESSAGES:
        raise InvalidInput("messages", f"A conversation is brought in with at most {MOST_MESSAGES:,} messages.")
    return History(
        creator_key=accounts.get(record.creator, "creator", AccountKind.CREATOR).key,
        partner_key=accounts.get(record.partner, "partner", *PARTNERS).key,
        started_by_creator=record.started_by_creator,
        entry_point=record.entry_point,
        started_at=records.moment(record.started_at, "startedAt"),
        messages=[_message(record, place, users) for place in range(len(record.messages))],
        creator=PastSide(record.creator_read_up_to, record.creator_starred, record.creator_archived),
        partner=PastSide(record.partner_read_up_to, record.partner_starred, record.partner_archived),
        external_id=id,
    )


def _message(record: ConversationRecord, place: int, users: dict[str, int]) -> PastMessage:
    said, sent_by = record.messages[place], None
    if said.sent_by is not None and (sent_by := users.get(said.sent_by.lower())) is None:
        raise InvalidInput(f"messages.{place}.sentBy", "There is no user of this handle: feed members first.")
    sent_at = records.moment(said.sent_at, f"messages.{place}.sentAt")
    return PastMessage(from_creator=said.from_creator, text=said.text, sent_at=sent_at, sent_by_key=sent_by)

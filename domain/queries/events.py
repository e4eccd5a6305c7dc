"""What happened to accounts, as their feeds have it: entries, and with them all that they speak of (EVT-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from domain import events, ids, rows
from domain.bulk import BulkMessage
from domain.house import House
from domain.invitations import Invitation
from domain.leads import Lead
from domain.notifications import Notification
from domain.partnerships import Partnership
from domain.products import Product
from domain.queries import subjects
from domain.queries.subjects import Subjects
from domain.rows import ACCOUNT_WIDTH, CONVERSATION_WIDTH, MESSAGE_WIDTH, Account, Conversation, Message
from domain.samples import Sample, sample
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.sql import Row, statement

PAGE = 100
SHOWCASE = {events.ShowcaseAdded.kind, events.ShowcaseRemoved.kind}

_BEHIND = f"BETWEEN asked.tail + 1 AND asked.tail + {PAGE}"
_JOINED = f"""
    SELECT h.position, h.account_id, e.position, e.at, e.kind, e.facts,
        {rows.account_columns("me")}, {rows.CONVERSATION_COLUMNS}, {rows.message_columns("em")}
    FROM asked JOIN {{heads}}
    JOIN accounts me ON me.id = h.account_id
    LEFT JOIN feed_entries e ON e.account_id = asked.account_id
        AND e.position {_BEHIND}
    LEFT JOIN pairs p ON p.id = e.pair_id
    LEFT JOIN conversations c ON c.id = e.pair_id
    LEFT JOIN sides s ON s.account_id = e.account_id AND s.conversation_id = e.pair_id
    LEFT JOIN accounts o ON o.id = CASE WHEN p.creator_id = e.account_id THEN p.partner_id ELSE p.creator_id END
    LEFT JOIN messages m ON m.conversation_id = p.id AND m.sequence = p.last_sequence
    LEFT JOIN messages em ON em.conversation_id = e.pair_id AND em.sequence = e.sequence
    ORDER BY e.account_id, e.position"""
_HEADS = "feed_heads h ON h.account_id = asked.account_id"
# One look-up for each account: of few thousand heads PostgreSQL would rather read every one, most of what a read costs.
_EACH_HEAD = "LATERAL (SELECT * FROM feed_heads WHERE account_id = asked.account_id LIMIT 1) h ON TRUE"
# Entries and head in one statement, so that what is missing between them is missing for good.
READ = statement(
    postgres=f"""WITH asked AS (SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS t (account_id, tail))
        {_JOINED.format(heads=_EACH_HEAD)}""",
    sqlite=f"""WITH asked AS (SELECT a.value AS account_id, t.value AS tail
        FROM json_each($1) a JOIN json_each($2) t ON t.key = a.key) {_JOINED.format(heads=_HEADS)}""",
)
ONE = statement(f"""
    WITH asked AS (SELECT CAST($1 AS BIGINT) AS account_id, CAST($2 AS BIGINT) AS position)
    {_JOINED.format(heads=_HEADS).replace(_BEHIND, "= asked.position")}""")
HEADS = statement("SELECT account_id, position FROM feed_heads WHERE account_id IN LIST($1)")

_ME = 6
_CONVERSATION = _ME + ACCOUNT_WIDTH
_COUNTERPART = _CONVERSATION + rows.COUNTERPART_AT
_MESSAGE = _CONVERSATION + CONVERSATION_WIDTH


@dataclass(slots=True)
class Delivered:
    """An event with what it is about, as read at delivery. `number` is its place, `position` the same for clients."""

    number: int
    position: str
    at: datetime


@dataclass(slots=True)
class MessageReceived(Delivered):
    """A message of either side."""

    message: Message


@dataclass(slots=True)
class MessageRecalled(Delivered):
    """What one side said is gone."""

    message: Message


@dataclass(slots=True)
class ConversationRead(Delivered):
    """The account `by` read up to a sequence."""

    conversation: Conversation
    by: Account
    up_to: int


@dataclass(slots=True)
class ConversationChanged(Delivered):
    """The viewer's view of a conversation changed."""

    conversation: Conversation


@dataclass(slots=True)
class BlockChanged(Delivered):
    """The viewer's account blocked or unblocked another."""

    account: Account
    blocked: bool


@dataclass(slots=True)
class AccessChanged(Delivered):
    """What the viewer may do may have changed; who listens is asked again, and gets the answer with it."""

    viewer: Viewer | None = None


@dataclass(slots=True)
class ShowcaseAdded(Delivered):
    """A creator added products; from a card, where that was the account's or is the creator's own."""

    creator: Account
    card_message: Message | None
    products: list[Product]


@dataclass(slots=True)
class ShowcaseRemoved(Delivered):
    """A creator removed products."""

    creator: Account
    products: list[Product]


@dataclass(slots=True)
class InvitationChanged(Delivered):
    """An invitation, and how it stood."""

    invitation: Invitation
    invitation_status: str


@dataclass(slots=True)
class PartnershipChanged(Delivered):
    """A partnership, and how it stood."""

    partnership: Partnership
    partnership_status: str


@dataclass(slots=True)
class SampleChanged(Delivered):
    """A sample as the account told sees it, and how it stood."""

    sample: Sample
    sample_status: str


@dataclass(slots=True)
class LeadChanged(Delivered):
    """A lead, unless it was removed, and how it stood: of who may hear of leads only."""

    creator: Account
    lead_id: str
    lead: Lead | None
    lead_status: str | None


@dataclass(slots=True)
class NotificationAdded(Delivered):
    """Something to look at."""

    notification: Notification


@dataclass(slots=True)
class BulkMessageProgressed(Delivered):
    """A bulk message, and how it stood."""

    bulk_message: BulkMessage
    bulk_status: str


async def read(house: House, tails: Mapping[int, int]) -> tuple[dict[int, int], list[tuple[int, Any]]]:
    """The heads of some accounts, and up to a page of what lies behind each one's tail, in order."""
    found = await house.database.fetch(READ, list(tails), list(tails.values()))
    return {row[1]: row[0] for row in found}, await _built(house, found)


async def one(house: House, account_key: int, number: int) -> Any | None:
    """What an account was told at a place; None where that is kept no more."""
    found = await _built(house, await house.database.fetch(ONE, account_key, number))
    return found[0][1] if found else None


async def _built(house: House, found: Sequence[Row]) -> list[tuple[int, Any]]:
    entries = [row for row in found if row[2] is not None]
    named = await subjects.read(house, [(row[4], row[5]) for row in entries if row[4] in subjects.KINDS])
    return [(row[1], event(row, house.epoch, named)) for row in entries]


async def heads(house: House, account_keys: Sequence[int]) -> dict[int, int]:
    """How far accounts' streams have come."""
    return {row[0]: row[1] for row in await house.database.fetch(HEADS, list(account_keys))}


def serve(house: House) -> None:
    """Let the house's hub read feeds through this module."""

    async def entries(tails: Mapping[int, int]) -> Sequence[tuple[int, Any]]:
        return (await read(house, tails))[1]

    house.hub.read = entries
    house.hub.read_heads = lambda account_keys: heads(house, account_keys)


def event(row: Sequence[Any], epoch: str, named: Subjects) -> Delivered:
    """Build an event of a row of READ."""
    _, _, number, at, kind, facts = row[:_ME]
    me = rows.account(row[_ME:_CONVERSATION])
    stamp = (number, ids.position(epoch, number), at)
    if kind == events.AccessChanged.kind:
        return AccessChanged(*stamp)
    told = orjson.loads(facts) if facts else {}
    if kind == events.LeadChanged.kind:
        lead = named.leads.get(told["lead"])
        return LeadChanged(*stamp, _counterpart(row), f"led_{told['lead']}", lead, told["status"])
    if kind in SHOWCASE:
        return _showcase(row, stamp, me, [named.products[key] for key in told["products"]])
    if kind in subjects.KINDS:
        return _noun(kind, stamp, me, told, named)
    return _talk(row, stamp, me, told)


def _counterpart(row: Sequence[Any]) -> Account:
    """The other of the pair, as the partner that is told sees it: with its own block."""
    account = rows.account(row[_COUNTERPART : _COUNTERPART + ACCOUNT_WIDTH])
    account.blocked_by_viewer = row[_CONVERSATION + 2] is not None
    return account


def _talk(row: Sequence[Any], stamp: tuple[int, str, datetime], me: Account, told: Mapping[str, Any]) -> Delivered:
    """What belongs to a pair or its conversation."""
    kind = row[4]
    if kind == events.BlockChanged.kind:
        account = rows.account(row[_COUNTERPART : _COUNTERPART + ACCOUNT_WIDTH])
        account.blocked_by_viewer = told["blocked"]
        return BlockChanged(*stamp, account, told["blocked"])
    conversation = rows.conversation(row[_CONVERSATION:_MESSAGE], me)
    if kind in {events.MessageSent.kind, events.MessageRecalled.kind}:
        words = rows.message(row[_MESSAGE : _MESSAGE + MESSAGE_WIDTH], me, conversation.counterpart, conversation)
        return (MessageReceived if kind == events.MessageSent.kind else MessageRecalled)(*stamp, words)
    if kind == events.ConversationRead.kind:
        by = me if told["by"] == me.key else conversation.counterpart
        return ConversationRead(*stamp, conversation, by, told["up_to"])
    return ConversationChanged(*stamp, conversation)


def _noun(
    kind: str, stamp: tuple[int, str, datetime], me: Account, told: Mapping[str, Any], named: Subjects
) -> Delivered:
    """What stands by itself: as it is at delivery, beside the status that it had."""
    if kind == events.InvitationChanged.kind:
        return InvitationChanged(*stamp, named.invitations[told["invitation"]], told["status"])
    if kind == events.PartnershipChanged.kind:
        return PartnershipChanged(*stamp, named.partnerships[told["partnership"]], told["status"])
    if kind == events.SampleChanged.kind:
        return SampleChanged(*stamp, sample(named.samples[told["sample"]], me.key), told["status"])
    if kind == events.BulkMessageProgressed.kind:
        return BulkMessageProgressed(*stamp, named.bulk[told["bulk"]], told["status"])
    return NotificationAdded(*stamp, named.notifications[told["notification"]])


def _showcase(row: Sequence[Any], stamp: tuple[int, str, datetime], me: Account, named: list[Product]) -> Delivered:
    """Told to a creator of its own showcase, to others of the creator's that they sent a card to."""
    creator, card_message = me, None
    if row[_CONVERSATION] is not None:  # of a pair
        conversation = rows.conversation(row[_CONVERSATION:_MESSAGE], me)
        if me.kind != AccountKind.CREATOR:
            creator = conversation.counterpart
        if row[_MESSAGE] is not None:
            words = row[_MESSAGE : _MESSAGE + MESSAGE_WIDTH]
            card_message = rows.message(words, me, conversation.counterpart, conversation)
    if row[4] == events.ShowcaseRemoved.kind:
        return ShowcaseRemoved(*stamp, creator, named)
    return ShowcaseAdded(*stamp, creator, card_message, named)

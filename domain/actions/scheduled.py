"""Messages that go later: scheduled, changed and cancelled until they go (MSG-8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.actions import accounts, departures, drafts, due, media, repeats
from domain.actions.drafts import MEDIA_ID, Content, Draft
from domain.actions.messages import LOCK
from domain.errors import Closed, InvalidInput, LimitReached, NotFound
from domain.policy import Numbers
from domain.rows import Account
from domain.rules import access, sending
from domain.said import stored
from domain.scheduled import Scheduled
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.due import DueKind
from models.scheduled import ScheduledStatus
from models.sql import statement

FIELD = "scheduledMessageId"
SCHEDULE = statement("""
    INSERT INTO scheduled_messages (account_id, created_by_id, conversation_id, content, send_at, status, created_at,
        updated_at)
    VALUES ($1, $2, $3, $4, $5, 'SCHEDULED', $6, $6) RETURNING id""")
CHANGE = statement("UPDATE scheduled_messages SET content = $2, send_at = $3, updated_at = $4 WHERE id = $1")
WAITING = statement("""
    SELECT count(*) FROM scheduled_messages WHERE account_id = $1 AND status = 'SCHEDULED'""")
_BECAME = {
    ScheduledStatus.SENT: "This message was sent already.",
    ScheduledStatus.REFUSED: "This message was refused when it was to go.",
    ScheduledStatus.CANCELLED: "This message was cancelled.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScheduled:
    """A message to be scheduled, in a conversation of the account's."""

    conversation_key: int
    said: Draft | str
    send_at: datetime


@door
async def schedule(viewer: Viewer, tx: Transaction, made: str, new: NewScheduled) -> Scheduled:
    """Schedule a message; safe to repeat with the same client-made id (MSG-2).

    What it says must be right now and when it goes. Whether it may be sent at all is asked when it goes; nothing is
    reserved.
    """
    access.messaging(viewer)
    me, numbers, key = viewer.account, viewer.house.policy.of(viewer.account.home_market), new.conversation_key
    if await tx.fetch_row(LOCK, me.key, key) is None:
        raise NotFound("conversationId", "conversation")
    draft = drafts.drafted(new.said)
    asked = ("scheduled", str(key), *_named(draft), new.send_at.isoformat())
    first = await repeats.known(tx, me, made, numbers, *asked)
    if first is not None:
        return await departures.read(tx, first)
    content, kept = await _content(tx, me, draft, key, numbers)
    first = await repeats.begin(tx, me, made, numbers, *asked)
    if first is not None:
        return await departures.read(tx, first)
    await _hold(tx, me, content)
    _later(new.send_at, tx.now, numbers)
    sending.kind(me, content.kind)
    await _within_limit(tx, me, numbers)
    if content.closed is not None:
        raise content.closed
    ((it,),) = await tx.fetch(SCHEDULE, me.key, viewer.user.key, key, kept, new.send_at, tx.now)
    await due.at(tx, new.send_at, DueKind.MESSAGE_GOES, it)
    await repeats.finish(tx, me, made, it)
    return await departures.read(tx, it)


@door
async def update(
    viewer: Viewer, tx: Transaction, key: int, said: Draft | str | None = None, send_at: datetime | None = None
) -> Scheduled:
    """Change what a message says, when it goes, or both. Raises Closed once it went, was refused or cancelled."""
    access.messaging(viewer)
    me, numbers = viewer.account, viewer.house.policy.of(viewer.account.home_market)
    it = await _own(tx, me, key)
    content, kept = None, it.content
    if said is not None:
        content, kept = await _content(tx, me, drafts.drafted(said), it.conversation_key, numbers)
        await _hold(tx, me, content, instead_of=it.said.media_key)
    if send_at is not None:
        _later(send_at, tx.now, numbers)
    if content is not None:
        sending.kind(me, content.kind)
    _still_to_go(it)
    if content is not None and content.closed is not None:
        raise content.closed
    await tx.fetch(CHANGE, key, kept, send_at or it.send_at, tx.now)
    if send_at is not None:
        await due.at(tx, send_at, DueKind.MESSAGE_GOES, key)
    return await departures.read(tx, key)


@door
async def cancel(viewer: Viewer, tx: Transaction, key: int) -> Scheduled:
    """Let a message not go; idempotent. Raises Closed once it went or was refused."""
    access.messaging(viewer)
    it = await _own(tx, viewer.account, key)
    if it.status != ScheduledStatus.CANCELLED:
        _still_to_go(it)
        await departures.end(tx, it, viewer.account, ScheduledStatus.CANCELLED)
    return await departures.read(tx, key)


async def _own(tx: Transaction, me: Account, key: int) -> Scheduled:
    it = await departures.locked(tx, key, me.key)
    if it is None:
        raise NotFound(FIELD, "scheduled message")
    return it


async def _content(
    tx: Transaction, me: Account, draft: Draft, conversation_key: int, numbers: Numbers
) -> tuple[Content, str]:
    """What is to be said, checked; and as it is kept: its words as they are now, and what else it names."""
    content = drafts.content(draft, await drafts.material(tx, me, draft, numbers, conversation_key), numbers)
    return content, stored(drafts.kept(draft, content.text))


def _named(draft: Draft) -> tuple[str, ...]:
    """What a draft says and names, whatever became of that: what tells one mutation from another (MSG-2)."""
    keys = (draft.invitation_key, draft.list_key, draft.media_key, draft.reply_key)
    products = None if draft.products is None else list(draft.products)
    return (repr(draft.text), repr(products), repr(keys), repr(sorted(draft.variables)))


async def _hold(tx: Transaction, me: Account, content: Content, instead_of: int | None = None) -> None:
    """Refuse what cannot be said now; hold its upload, if it has one, instead of another that was held."""
    if content.spent is not None:
        raise content.spent
    if content.media_key == instead_of:
        return
    if content.media_key is not None:
        await media.hold(tx, me, content.media_key, MEDIA_ID)
    if instead_of is not None:
        await media.let_go(tx, [instead_of], tx.house.policy.of(me.home_market))


def _later(send_at: datetime, now: datetime, numbers: Numbers) -> None:
    if send_at <= now:
        raise InvalidInput("sendAt", "Choose a time that is still to come.")
    if send_at > now + timedelta(days=numbers.schedule_days_max):
        raise InvalidInput("sendAt", f"Choose a time within the next {numbers.schedule_days_max} days.")


def _still_to_go(it: Scheduled) -> None:
    if not it.is_open:
        raise Closed(_BECAME[it.status])


async def _within_limit(tx: Transaction, me: Account, numbers: Numbers) -> None:
    """Refuse more than may be waiting at once; the account's row makes those who count come one after the other."""
    await accounts.lock(tx, me.key)
    ((waiting,),) = await tx.fetch(WAITING, me.key)
    if waiting >= numbers.scheduled_messages_max:
        sentence = f"You have {waiting:,} scheduled messages: no more can be scheduled until one went or is cancelled."
        raise LimitReached(sentence, numbers.scheduled_messages_max)

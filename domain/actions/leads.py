"""Leads: marked and unmarked from conversations, and looked after by hand (LEAD-2, LEAD-6). Licences end here.

What becomes of a lead changes under the lock of its pair. `collaboration_requests` brings creators in by themselves.
"""

from dataclasses import dataclass

from domain import leads, rows
from domain.actions import accounts, posts
from domain.actions.conversations import find_pair
from domain.actions.notifications import notify
from domain.errors import Closed, InvalidInput, NotFound
from domain.events import LeadChanged
from domain.leads import Lead
from domain.policy import Numbers
from domain.queries import accounts as account_queries
from domain.rows import Account
from domain.rules import inputs
from domain.rules import leads as rules
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.leads import LeadSource, LeadStatus
from models.notifications import NotificationKind
from models.sql import statement

READ = statement(f"SELECT {leads.COLUMNS} FROM leads l {leads.FROM_LEAD} WHERE l.id = $1")
BETWEEN = statement(
    f"SELECT {leads.COLUMNS} FROM leads l {leads.FROM_LEAD} WHERE l.creator_id = $2 AND l.partner_id + 0 = $1"
)
PLACE = statement("""
    SELECT p.id FROM leads l JOIN pairs p ON p.creator_id = l.creator_id AND p.partner_id = l.partner_id
    WHERE l.id = $1 AND ($2 = l.partner_id OR $2 = 0)""")
TALKING = statement("SELECT conversation_id FROM sides WHERE account_id = $1 AND counterpart_id = $2 AND visible")
# What a pool is filtered and sorted by, as it stands now.
COPIED = "a.level, coalesce(f.followers, -1), a.search_text"
FROM_CREATOR = "FROM accounts a LEFT JOIN latest_figures f ON f.account_id = a.id"
MARK = statement(f"""
    INSERT INTO leads (partner_id, creator_id, source, status, requested_at, contact_shared, level, followers,
        search_text)
    SELECT $1, a.id, 'INSTANT_MESSAGE', 'FOLLOW_UP', $3, FALSE, {COPIED} {FROM_CREATOR} WHERE a.id = $2
    RETURNING id""")
UNMARK = statement("DELETE FROM leads WHERE id = $1")
CHANGE = statement("UPDATE leads SET status = $2, note = $3 WHERE id = $1")
HIDE = statement("UPDATE leads SET licensed = NULL WHERE id = $1")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadChange:
    """What a partner says of a lead: a status, unless None; and a note, if `notes`: None takes it off."""

    status: LeadStatus | None = None
    notes: bool = False
    note: str | None = None


@door
async def mark(viewer: Viewer, tx: Transaction, creator_key: int) -> Lead:
    """Take a creator whom the account talks with into its pool (LEAD-2); idempotent. The creator never hears of it.

    Raises NotFound for who is no creator that the account sees, InvalidInput without a conversation.
    """
    rules.pool_and_inbox(viewer)
    me = viewer.account
    creator = await _creator(tx, me, creator_key)
    pair_key = await find_pair(tx, me, creator)
    lead = None if pair_key is None else await between(tx, me.key, creator.key)
    if lead is not None:
        return lead
    if pair_key is None or not await tx.fetch(TALKING, me.key, creator.key):
        raise InvalidInput("creatorId", "Start a conversation with this creator first: leads are marked from there.")
    await accounts.lock(tx, creator.key)
    ((key,),) = await tx.fetch(MARK, me.key, creator.key, tx.now)
    lead = await read(tx, key)
    tell(tx, lead, pair_key)
    return lead


@door
async def unmark(viewer: Viewer, tx: Transaction, creator_key: int) -> int | None:
    """Take a creator out of the pool again (LEAD-2); idempotent. The creator never hears of it.

    Returns the key of the lead that was, None where there was none.
    Raises NotFound as `mark` does, and Closed for a lead by request: it is set invalid instead.
    """
    rules.pool_and_inbox(viewer)
    me = viewer.account
    creator = await _creator(tx, me, creator_key)
    pair_key = await find_pair(tx, me, creator)
    lead = None if pair_key is None else await between(tx, me.key, creator.key)
    if lead is None or pair_key is None:
        return None
    if lead.source is LeadSource.COLLABORATION_REQUEST:
        raise Closed("This creator has asked to collaborate. Set the lead invalid instead.")
    await tx.fetch(UNMARK, lead.key)
    tell(tx, lead, pair_key, removed=True)
    await notify(tx, me.key, NotificationKind.LEAD_REMOVED, creator.key, lead.key)
    return lead.key


@door
async def update(viewer: Viewer, tx: Transaction, key: int, asked: LeadChange) -> Lead:
    """Set where the account stands with a lead, or what it notes of it (LEAD-6); what is so already tells nobody."""
    rules.pool(viewer)
    me = viewer.account
    place = await tx.fetch_row(PLACE, key, me.key)
    if place is None:
        raise NotFound("leadId", "lead")
    await posts.lock(tx, place[0])
    row = await tx.fetch_row(READ, key)
    if row is None:  # unmarked meanwhile
        raise NotFound("leadId", "lead")
    lead = leads.lead(row)
    before = (lead.status, lead.note)
    lead.status = asked.status or lead.status
    if asked.notes:
        lead.note = _note(asked.note, viewer.house.policy.of(me.home_market))
    if (lead.status, lead.note) != before:
        await tx.fetch(CHANGE, lead.key, lead.status, lead.note)
        tell(tx, lead, place[0])
    return lead


# ── steps of everybody ──


async def read(tx: Transaction, key: int) -> Lead:
    """A lead that is there (a step)."""
    row = await tx.fetch_row(READ, key)
    assert row is not None  # noqa: S101 - as said
    return leads.lead(row)


async def between(tx: Transaction, partner_key: int, creator_key: int) -> Lead | None:
    """The lead of a locked pair, if there is one (a step)."""
    row = await tx.fetch_row(BETWEEN, partner_key, creator_key)
    return None if row is None else leads.lead(row)


def tell(tx: Transaction, lead: Lead, pair_key: int, *, removed: bool = False) -> None:
    """Tell the partner, and nobody else, how a lead stands."""
    status = None if removed else lead.status
    event = LeadChanged(pair_id=pair_key, lead=lead.key, creator=lead.creator.key, status=status)
    tx.announce(event, to=[lead.partner_key])


async def locked(tx: Transaction, key: int) -> tuple[Lead, int] | None:
    """A lead as it stays, and its pair, which is locked (a step)."""
    place = await tx.fetch_row(PLACE, key, 0)
    if place is None:
        return None
    await posts.lock(tx, place[0])
    row = await tx.fetch_row(READ, key)
    return None if row is None else (leads.lead(row), place[0])


async def end_licence(tx: Transaction, found: tuple[Lead, int] | None) -> None:
    """Forget what was licensed, once its time is over (a step). Readers do not wait for this (LEAD-4)."""
    if found is None:
        return
    lead, pair_key = found
    if lead.licensed_text is not None and lead.licensed_until is not None and lead.licensed_until <= tx.now:
        await tx.fetch(HIDE, lead.key)
        tell(tx, lead, pair_key)


async def _creator(tx: Transaction, me: Account, key: int) -> rows.Account:
    """Refuse what is no creator of a shared market, nor one that the account has to do with already."""
    found = await tx.fetch(account_queries.BY_KEYS, me.key, [key])
    creator = account_queries.seen(me, found).get(key)
    if creator is None or creator.kind != AccountKind.CREATOR:
        raise NotFound("creatorId", "creator")
    return creator


def _note(words: str | None, numbers: Numbers) -> str | None:
    if words is None:
        return None
    note = inputs.storable(words, "note").strip()
    if not 1 <= len(note) <= numbers.lead_note_max_length:
        raise InvalidInput("note", f"A note has 1 to {numbers.lead_note_max_length:,} characters; null takes it off.")
    return note

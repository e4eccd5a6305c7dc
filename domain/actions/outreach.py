"""What a send does to outreach: weighed once the pair is locked, and written with it (OUT-1 to OUT-11). Steps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.errors import DomainError
from domain.outreach import ContactCost, Ties, Week
from domain.queries import outreach as queries
from domain.rows import Account
from domain.rules import outreach as rules
from domain.rules import sending
from domain.rules.outreach import Calendar
from domain.rules.sending import Standing
from domain.transaction import Transaction
from models.accounts import AccountKind
from models.sql import Statement, statement

WEEK = statement(f"""
    SELECT {queries.WEEK_COLUMNS}, (SELECT followers FROM latest_figures WHERE account_id = $4) {queries.FROM_WEEK}""")
COLLABORATES = statement(f"SELECT {queries.COLLABORATES.format(creator='$2', now='$3')}")
BEGIN_WEEK = statement("""
    INSERT INTO outreach_weeks (seller_id, week_start, tier, weekly_limit, pack_open, spent, contacted)
    VALUES ($1, $2, $3, $4, $5, 0, 0) ON CONFLICT (seller_id, week_start) DO NOTHING""")
BEGIN_PACK = statement("INSERT INTO starter_packs (seller_id, spent) VALUES ($1, 0) ON CONFLICT (seller_id) DO NOTHING")
SPEND_PACK = statement("UPDATE starter_packs SET spent = spent + 1 WHERE seller_id = $1 AND spent < $2 RETURNING spent")
# The condition is the decision: of sends at once only as many change the row as there are units (OUT-11).
_SPEND = """
    UPDATE outreach_weeks SET spent = spent + 1, contacted = contacted + 1
    WHERE seller_id = $1 AND week_start = $2 AND (weekly_limit IS NULL OR spent < weekly_limit) RETURNING id"""
_COUNT_CONTACT = """
    UPDATE outreach_weeks SET contacted = contacted + 1 WHERE seller_id = $1 AND week_start = $2 RETURNING id"""
_NOTE_CONTACT = "INSERT INTO outreach_contacts (week_id, creator_id, contacted_at)"


def _noted(change: str) -> Statement:
    """A change of a week, with the contact that makes it: PostgreSQL takes both in one statement."""
    noting = f"WITH paid AS ({change}) {_NOTE_CONTACT} SELECT id, $3, $4 FROM paid RETURNING week_id"
    return statement(postgres=noting, sqlite=change)


SPEND, COUNT_CONTACT = _noted(_SPEND), _noted(_COUNT_CONTACT)
NOTE_CONTACT = statement(f"{_NOTE_CONTACT} VALUES ($1, $2, $3)")
CONNECT = statement("UPDATE pairs SET connected = TRUE WHERE id IN LIST($1) AND NOT connected")
MAKING_PAIR = """
    INSERT INTO pairs (creator_id, partner_id, last_sequence, created_at) VALUES ($1, $2, 0, $3)
    ON CONFLICT (creator_id, partner_id) DO NOTHING"""
MAKE_PAIRS = statement(MAKING_PAIR)
LOCK_PAIRS = statement(
    postgres="""
    SELECT p.creator_id, p.partner_id, p.id
    FROM unnest($1::bigint[], $2::bigint[]) AS asked (creator_id, partner_id)
    JOIN pairs p ON p.creator_id = asked.creator_id AND p.partner_id = asked.partner_id
    ORDER BY p.id FOR UPDATE OF p""",
    sqlite="""
    SELECT p.creator_id, p.partner_id, p.id
    FROM json_each($1) c
    JOIN pairs p ON p.creator_id = c.value AND p.partner_id = json_extract($2, '$[' || c.key || ']')""",
)
RESPOND = statement("UPDATE pairs SET connected = TRUE, awaiting = 0 WHERE id = $1")
LINK = statement("UPDATE pairs SET linked_until = $2 WHERE id = $1")


@dataclass(frozen=True, slots=True)
class Contact:
    """What one message more does: what refuses it, what the pair's ties become, and the week that pays a unit."""

    problem: DomainError | None
    ties: Ties
    calendar: Calendar
    pays: Week | None = None


async def weigh(tx: Transaction, standing: Standing) -> Contact:
    """Weigh a message between two whose pair is locked: all that it depends on is read after the lock."""
    me, ties = standing.me, standing.ties
    calendar = Calendar(tx.house.policy, me, tx.now)
    if me.kind == AccountKind.CREATOR:
        responded = Ties(True, ties.linked_until, 0, None, ties.contacted_week)  # noqa: FBT003 - the columns of a row
        return Contact(sending.problem(standing), responded, calendar)
    week, followers, collaborating = None, None, False
    if rules.costs(me, ties, calendar):
        row = await tx.fetch_row(WEEK, *queries.week_values(me, calendar), standing.counterpart.key)
        assert row is not None  # noqa: S101 - the seller is there
        week, followers = queries.week(row, calendar), row[queries.WEEK_WIDTH]
    elif rules.counts(me, ties, calendar):
        row = await tx.fetch_row(COLLABORATES, me.key, standing.counterpart.key, tx.now)
        collaborating = row is not None and bool(row[0])
    check = rules.check(standing, calendar, week=week, followers=followers, collaborating=collaborating)
    month, awaiting, contacted = ties.awaiting_month, ties.awaiting, ties.contacted_week
    if rules.limited(me, ties, calendar, collaborating=collaborating):
        awaiting = rules.awaiting(me, ties, calendar) + 1
        month = max(calendar.month, month or calendar.month) if me.kind == AccountKind.AGENCY else None
    if check.cost is not ContactCost.ONE_UNIT:
        week = None
    if week is not None:
        contacted = week.start
    return Contact(check.problem, Ties(ties.connected, ties.linked_until, awaiting, month, contacted), calendar, week)


async def spend(tx: Transaction, me: Account, creator_key: int, contact: Contact) -> None:
    """Spend the unit that a contact costs, if it costs one. Raises QuotaExhausted where others were quicker."""
    week = contact.pays
    if week is None:
        return
    place = (me.key, week.start)
    if week.is_new:
        await tx.fetch(BEGIN_WEEK, *place, week.tier, week.weekly_limit, week.pack_left is not None)
    from_pack = bool(week.pack_left) and await _from_pack(tx, me, contact.calendar.numbers.starter_pack_units)
    is_postgres = tx.dialect == "postgres"
    noted = (creator_key, tx.now) if is_postgres else ()
    row = await tx.fetch_row(COUNT_CONTACT if from_pack else SPEND, *place, *noted)
    if row is None:
        raise rules.exhausted(week)
    if not is_postgres:
        await tx.fetch(NOTE_CONTACT, row[0], creator_key, tx.now)


async def _from_pack(tx: Transaction, me: Account, size: int) -> bool:
    if await tx.fetch_row(SPEND_PACK, me.key, size) is not None:
        return True
    await tx.fetch(BEGIN_PACK, me.key)
    return await tx.fetch_row(SPEND_PACK, me.key, size) is not None


# ── what makes two connected, or ends the waiting, without a message ──


async def responded(tx: Transaction, pair_key: int) -> None:
    """The creator of a locked pair has answered: nothing waits for a response any more (OUT-1)."""
    await tx.fetch(RESPOND, pair_key)


async def make_pairs(tx: Transaction, pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Lock the pairs of creators and partners, made first where there are none; their keys.

    All make them in one order and then lock them in one, before anything else is locked: so nobody waits in a circle.
    """
    places = sorted(set(pairs))
    await tx.execute_many(MAKE_PAIRS, [(*place, tx.now) for place in places])
    found = await tx.fetch(LOCK_PAIRS, [creator for creator, _ in places], [partner for _, partner in places])
    return {(row[0], row[1]): row[2] for row in found}


async def connect(tx: Transaction, pair_keys: Collection[int]) -> None:
    """The creators of locked pairs have products of the sellers: that connects them, as a response does (OUT-4)."""
    await tx.fetch(CONNECT, sorted(pair_keys))


async def link(tx: Transaction, pair_key: int, until: datetime | None) -> None:
    """The two of a locked pair are linked until a moment, whoever notices it; None: they are not (OUT-2)."""
    await tx.fetch(LINK, pair_key, until)

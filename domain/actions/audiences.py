"""Whom a bulk message goes to and what each is told: worked out, and not written yet (OUT-12). Steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from domain import invitations, replies, rows
from domain.actions import drafts, targets
from domain.actions.drafts import Draft
from domain.actions.replies import ONE
from domain.errors import Blocked, DomainError, InvalidInput, NotFound, YouBlockedThem
from domain.outreach import ContactCheck
from domain.policy import Numbers
from domain.queries import outreach
from domain.replies import CREATOR_NAME, SHOP_NAME
from domain.rows import Account
from domain.rules import inputs, sending
from domain.rules.outreach import Calendar
from domain.transaction import Transaction
from models.sql import statement

NOWHERE = 0  # no conversation: nothing of one can be named in a bulk message
# Those that the account may see: of a shared market, or known to it already.
CREATORS = statement(f"""
    SELECT {rows.account_columns("a")}, p.id IS NOT NULL
    FROM accounts a LEFT JOIN pairs p ON p.creator_id = a.id AND p.partner_id = $1
    WHERE a.id IN LIST($2) AND a.kind = 'CREATOR'""")
WRITTEN_TO = statement("""
    SELECT p.creator_id FROM pairs p WHERE p.partner_id = $1 AND p.creator_id IN LIST($2) AND EXISTS (
        SELECT 1 FROM messages m WHERE m.conversation_id = p.id AND m.sender_id = $1 AND m.sent_at > $3)""")
INVITED = statement("""
    SELECT DISTINCT creator_id FROM invitations
    WHERE seller_id = $1 AND creator_id IN LIST($2) AND ($3::bigint = 0 OR collaboration_id = $3)""")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBulk:
    """What is to go to whom: a draft, or an invitation into a target collaboration; the creators named or found.

    `asked` is all of it as the client said it, so that a repeat is told from a change. `not_within_days` leaves out
    creators whom the account wrote to within so many days, `not_invited` those invited already.
    """

    creators: Sequence[int]
    named: bool
    asked: tuple[str, ...]
    draft: Draft | None = None
    target_key: int | None = None
    auto_resume: bool = True
    not_within_days: int | None = None
    not_invited: bool = False


@dataclass(frozen=True, slots=True)
class Addressed:
    """A creator, the text as it is filled in for it, what a send would answer now, and why it is not even tried."""

    creator: Account
    text: str | None
    check: ContactCheck
    skipped: DomainError | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The audience in its order; the draft with nothing left to look up."""

    addressed: Sequence[Addressed]
    left_out: int
    draft: Draft | None


async def plan(tx: Transaction, me: Account, new: NewBulk, numbers: Numbers) -> Plan:
    """Work out who is told what, and check it. Raises what is wrong with it; nothing is written."""
    draft, values = await _draft(tx, me, new, numbers)
    creators = await _creators(tx, me, new, numbers)
    left_out = await _left_out(tx, me, new, creators)
    kept = [creator for creator in creators if creator.key not in left_out]
    checks = await outreach.checks(tx.fetch, me, Calendar(tx.house.policy, me, tx.now), [one.key for one in kept])
    addressed = []
    for creator in kept:
        text = None if draft is None else _text(draft, me, creator, values, numbers)
        check = checks[creator.key]
        skipped = check.problem if isinstance(check.problem, Blocked | YouBlockedThem) else None
        if new.named or skipped is None:  # BLK-3: of those found, who is blocked is not there
            addressed.append(Addressed(creator, text, check, skipped))
    return Plan(addressed, len(creators) - len(addressed), draft)


async def _draft(
    tx: Transaction, me: Account, new: NewBulk, numbers: Numbers
) -> tuple[Draft | None, Mapping[str, str]]:
    """The draft, with a saved reply's text in place of the reply, and the values that it was given."""
    draft, values = new.draft, dict[str, str]()
    if (draft is None) == (new.target_key is None):
        raise InvalidInput("content", "Give either content or targetCollaborationId.")
    if draft is None:
        row = await tx.fetch_row(targets.TARGET, me.key, new.target_key)
        if row is None:
            raise NotFound("targetCollaborationId", "target collaboration")
        await targets.card(tx, invitations.target(row))
        return None, values
    if draft.invitation_key is not None:
        raise InvalidInput("content.products.invitationId", "An invitation is one creator's: leave it out.")
    if draft.reply_key is not None:
        row = await tx.fetch_row(ONE, me.key, draft.reply_key)
        if row is None:
            raise NotFound(drafts.REPLY_ID, "saved reply")
        reply = replies.reply(row)
        values = replies.given(reply.text, draft.variables, f"{drafts.REPLY}.variables")
        draft = Draft(text=reply.text)
    elif draft.text is not None:
        replies.variables(draft.text, place_of(draft))
    probe = replace(draft, text=draft.text and "any")
    content = drafts.content(probe, await drafts.material(tx, me, probe, numbers, NOWHERE), numbers)
    sending.kind(me, content.kind)
    if refusal := content.spent or content.closed:
        raise refusal
    return draft, values


def _text(draft: Draft, me: Account, creator: Account, values: Mapping[str, str], numbers: Numbers) -> str | None:
    """The text as this creator will read it."""
    if draft.text is None:
        return None
    own = {CREATOR_NAME: creator.name, SHOP_NAME: me.name}
    place = place_of(draft) if not values else f"{drafts.REPLY}.variables"
    return inputs.text(replies.fill(draft.text, {**values, **own}, place), place, numbers)


def place_of(draft: Draft) -> str:
    """The path of a draft's text below input."""
    if draft.media_key is not None:
        return "content.media.text"
    return "content.text" if draft.products is None else "content.products.text"


async def _creators(tx: Transaction, me: Account, new: NewBulk, numbers: Numbers) -> list[Account]:
    if not 1 <= len(new.creators) <= numbers.bulk_max_creators:
        raise InvalidInput("creatorIds", f"Name 1 to {numbers.bulk_max_creators:,} creators.")
    found = {row[0]: row for row in await tx.fetch(CREATORS, me.key, list(new.creators))}
    creators: dict[int, Account] = {}
    for index, key in enumerate(new.creators):
        row = found.get(key)
        if row is None:
            raise NotFound(f"creatorIds.{index}", "creator")
        creator = rows.account(row[: rows.ACCOUNT_WIDTH])
        if not (row[-1] or {*creator.markets} & {*me.markets}):
            raise NotFound(f"creatorIds.{index}", "creator")
        if key in creators:
            raise InvalidInput(f"creatorIds.{index}", "This creator is named twice.")
        creators[key] = creator
    return [*creators.values()]


async def _left_out(tx: Transaction, me: Account, new: NewBulk, creators: Sequence[Account]) -> set[int]:
    keys = [creator.key for creator in creators]
    left_out: set[int] = set()
    if new.not_within_days is not None:
        if not 1 <= new.not_within_days <= 366:  # noqa: PLR2004 - a year
            raise InvalidInput("leaveOut.contactedWithinDays", "Give 1 to 366 days.")
        since = tx.now - timedelta(days=new.not_within_days)
        left_out |= {row[0] for row in await tx.fetch(WRITTEN_TO, me.key, keys, since)}
    if new.not_invited:
        left_out |= {row[0] for row in await tx.fetch(INVITED, me.key, keys, new.target_key or 0)}
    return left_out


def sample_text(plan: Plan) -> str | None:
    """What the first creator would read."""
    return next((one.text for one in islice(plan.addressed, 1)), None)

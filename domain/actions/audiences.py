"""Whom a bulk message goes to and what each is told: worked out, and not written yet (OUT-12). Steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta

import msgspec

from domain import invitations, replies, rows
from domain.actions import drafts, targets
from domain.actions.drafts import Draft, Material
from domain.actions.replies import ONE
from domain.errors import Blocked, DomainError, InvalidInput, NotFound, YouBlockedThem
from domain.invitations import TargetCollaboration
from domain.outreach import ContactCheck
from domain.policy import Numbers
from domain.queries import accounts, creators, outreach
from domain.queries.creators import CreatorFilter, Fetch
from domain.replies import CREATOR_NAME, SHOP_NAME, SavedReply
from domain.rows import Account
from domain.rules import inputs, sending
from domain.rules.outreach import Calendar
from domain.transaction import Transaction
from domain.viewer import Viewer
from models.messages import MessageKind
from models.sql import statement

NOWHERE = 0  # no conversation: nothing of one can be named in a bulk message
# As domain.queries.accounts.BY_KEYS, for a thousand creators at once: along one index of pairs.
CREATORS = statement(f"""
    SELECT {rows.account_columns("a")}, p.partner_blocked_at IS NOT NULL, p.id IS NOT NULL
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
    """What is to go to whom: a draft, or an invitation into a target collaboration; creators named, or to be found.

    Either `creators` or what finds them is given; a filter that asks for nothing finds all. `not_within_days` leaves
    out creators whom the account wrote to within so many days, `not_invited` those invited already.
    """

    creators: Sequence[int] | None = None
    query: str | None = None
    filter: CreatorFilter | None = None
    draft: Draft | None = None
    target_key: int | None = None
    auto_resume: bool = True
    not_within_days: int | None = None
    not_invited: bool = False

    @property
    def parts(self) -> list[str]:
        """What is compared where the same is said again (MSG-2): all that differs from its default."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name) != one.default}
        if self.draft is not None:
            said["draft"] = {
                one.name: value for one in fields(Draft) if (value := getattr(self.draft, one.name)) != one.default
            }
        return [f"{name} {msgspec.json.encode(_given(said[name])).decode()}" for name in sorted(said)]


@dataclass(frozen=True, slots=True)
class Named:
    """What is named, as it is now; whoever is to be found is not found yet."""

    creators: Sequence[Account]
    target: TargetCollaboration | None
    reply: SavedReply | None
    material: Material


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


async def named(tx: Transaction, me: Account, new: NewBulk, numbers: Numbers) -> Named:
    """Look up all that is named, before anything else is looked at (REF-2). Raises NotFound."""
    target, reply, material = None, None, Material()
    if new.target_key is not None:
        row = await tx.fetch_row(targets.TARGET, me.key, new.target_key)
        if row is None:
            raise NotFound("targetCollaborationId", "target collaboration")
        target = invitations.target(row)
    if new.draft is not None and new.draft.reply_key is not None:
        row = await tx.fetch_row(ONE, me.key, new.draft.reply_key)
        if row is None:
            raise NotFound(drafts.REPLY_ID, "saved reply")
        reply = replies.reply(row)
    elif new.draft is not None:
        material = await drafts.material(tx, me, replace(new.draft, invitation_key=None), numbers, NOWHERE)
    return Named(await _creators(tx, me, new.creators or ()), target, reply, material)


async def keys(fetch: Fetch, viewer: Viewer, new: NewBulk, found: Named, numbers: Numbers) -> list[int]:
    """Whom it is for: the creators named, or those that are found now. Raises InvalidInput for none, or too many."""
    if (new.creators is None) == (new.query is None and new.filter is None):
        raise InvalidInput("creatorIds", "Give either creatorIds, or query or filter; an empty filter finds all.")
    most = numbers.bulk_max_creators
    if new.creators is None:
        matching = await creators.audience(fetch, viewer, new.query, new.filter, most)
        if not matching:
            raise InvalidInput("filter", "No creator matches.")
        return matching
    if not 1 <= len(new.creators) <= most:
        raise InvalidInput("creatorIds", f"Name 1 to {most:,} creators.")
    seen: set[int] = set()
    for index, creator in enumerate(found.creators):
        if creator.key in seen:
            raise InvalidInput(f"creatorIds.{index}", "This creator is named twice.")
        seen.add(creator.key)
    return [*new.creators]


async def plan(tx: Transaction, me: Account, new: NewBulk, found: Named, keys: Sequence[int]) -> Plan:
    """Work out who is told what, and check it. Raises what is wrong with it; nothing is written."""
    numbers = tx.house.policy.of(me.home_market)
    draft, values, kind = _draft(new, found, numbers)
    audience = found.creators if new.creators is not None else await _creators(tx, me, keys)
    left_out = await _left_out(tx, me, new, keys, numbers)
    kept = [creator for creator in audience if creator.key not in left_out]
    checks = await outreach.checks(tx.fetch, me, Calendar(tx.house.policy, me, tx.now), [one.key for one in kept])
    addressed = []
    for creator in kept:
        text = None if draft is None else _text(draft, me, creator, values, numbers, reply=found.reply is not None)
        check = checks[creator.key]
        skipped = check.problem if isinstance(check.problem, Blocked | YouBlockedThem) else None
        if new.creators is not None or skipped is None:  # BLK-3: of those found, who is blocked is not there
            addressed.append(Addressed(creator, text, check, skipped))
    if kind is not None:
        sending.kind(me, kind)
    if found.target is not None:
        await targets.card(tx, found.target)
    return Plan(addressed, len(audience) - len(addressed), draft)


def _draft(new: NewBulk, found: Named, numbers: Numbers) -> tuple[Draft | None, Mapping[str, str], MessageKind | None]:
    """The draft, with a saved reply's text in place of the reply; the values that it was given; the kind it makes."""
    draft, values = new.draft, dict[str, str]()
    if (draft is None) == (new.target_key is None):
        raise InvalidInput("content", "Give either content or targetCollaborationId.")
    if draft is None:
        return None, values, None
    if draft.invitation_key is not None:
        raise InvalidInput("content.products.invitationId", "An invitation is one creator's: leave it out.")
    if found.reply is not None:
        values = replies.given(found.reply.text, draft.variables, f"{drafts.REPLY}.variables")
        draft = Draft(text=found.reply.text)
    elif draft.text is not None:
        replies.variables(draft.text, place_of(draft))
    _sendable(draft, found.material)
    content = drafts.content(replace(draft, text=draft.text and "any"), found.material, numbers)
    if content.spent:
        raise content.spent
    return draft, values, content.kind


def _sendable(draft: Draft, found: Material) -> None:
    """Refuse what goes to one, and not to many: a picture or products without a word, and GIFs (OUT-12)."""
    if found.upload is not None and found.upload.kind == MessageKind.GIF:
        raise InvalidInput(drafts.MEDIA_ID, "A GIF does not go to many: send a photo with a text.")
    if draft.text is None and draft.media_key is not None:
        raise InvalidInput(place_of(draft), "Say something with the photo: to many it goes with a text.")
    if draft.text is None and draft.products:
        raise InvalidInput(place_of(draft), "Say something with the products: to many they go with a text.")


def _text(
    draft: Draft, me: Account, creator: Account, values: Mapping[str, str], numbers: Numbers, *, reply: bool
) -> str | None:
    """The text as this creator will read it."""
    if draft.text is None:
        return None
    own = {CREATOR_NAME: creator.name, SHOP_NAME: me.name}
    place = place_of(draft)
    text = replies.fill(draft.text, {**values, **own}, f"{drafts.REPLY}.variables" if reply else place)
    return inputs.text(text, drafts.REPLY if reply else place, numbers)


def place_of(draft: Draft) -> str:
    """The path of a draft's text below input."""
    if draft.media_key is not None:
        return "content.media.text"
    return "content.text" if draft.products is None else "content.products.text"


async def _creators(tx: Transaction, me: Account, keys: Sequence[int]) -> list[Account]:
    """Creators whom the account may see, in the order given. Raises NotFound for the first it may not."""
    seen = accounts.seen(me, await tx.fetch(CREATORS, me.key, list(keys))) if keys else {}
    for index, key in enumerate(keys):
        if key not in seen:
            raise NotFound(f"creatorIds.{index}", "creator")
    return [seen[key] for key in keys]


async def _left_out(tx: Transaction, me: Account, new: NewBulk, keys: Sequence[int], numbers: Numbers) -> set[int]:
    left_out: set[int] = set()
    if new.not_within_days is not None:
        most = numbers.bulk_left_out_days_max
        if not 1 <= new.not_within_days <= most:
            raise InvalidInput("leaveOut.contactedWithinDays", f"Give 1 to {most} days.")
        since = tx.now - timedelta(days=new.not_within_days)
        left_out |= {row[0] for row in await tx.fetch(WRITTEN_TO, me.key, list(keys), since)}
    if new.not_invited:
        left_out |= {row[0] for row in await tx.fetch(INVITED, me.key, list(keys), new.target_key or 0)}
    return left_out


def sample_text(plan: Plan) -> str | None:
    """What the first creator would read."""
    return plan.addressed[0].text if plan.addressed else None


def _given(said: object) -> object:
    """What is given of a part, however deep: None asks for nothing."""
    plain = msgspec.to_builtins(said)
    if not isinstance(plain, dict):
        return plain
    return {name: _given(plain[name]) for name in sorted(plain) if plain[name] is not None}

"""Accounts as the marketplace feeds them: made, renamed, given markets; never another kind, home or status (ACC-1)."""

from collections.abc import Sequence
from typing import Any

from domain.actions import accounts as actions
from domain.actions import levels, pools
from domain.actions.feeding.batches import gone, inserting, named, updating, write
from domain.errors import InvalidInput
from domain.events import AccessChanged
from domain.feeding import Outcome, Status, Stored, outcomes
from domain.policy import Policy
from domain.records import AccountRecord
from domain.rules import inputs, records
from domain.transaction import Transaction, door
from domain.viewer import Service, System
from models.accounts import AccountKind
from models.sql import statement
from models.teams import ALL_PERMISSIONS

# In the order that they are held against each other in; what never changes comes first.
_FIXED = {"kind": "text", "home_market": "text"}
_OPEN = {
    "handle": "text", "name": "text", "avatar_url": "text", "markets": "text", "category": "text",
    "verified": "boolean", "programmes": "text", "live_partner": "boolean",
}  # fmt: skip
_COLUMNS = ", ".join([*_FIXED, *_OPEN])
_MADE = {"level": "text", "status": "text", "search_text": "text", "created_at": "timestamptz"}
_KEYS, _NAMES, _HANDLE, _NAME = {"id": "bigint"}, {"external_id": "text"}, 2, 3
_LIVE_PARTNER = 1 + [*_OPEN].index("live_partner")  # of a row that is changed: after its key

FOUND = statement(f"SELECT external_id, id, erased_at, {_COLUMNS} FROM accounts WHERE external_id IN TEXTS($1)")
HANDLES = statement("SELECT handle, external_id FROM accounts WHERE handle IN TEXTS($1)")
KEYS = statement("SELECT external_id, id FROM accounts WHERE external_id IN TEXTS($1)")
MAKE = inserting("accounts", {**_NAMES, **_FIXED, **_OPEN, **_MADE}, "ON CONFLICT DO NOTHING", "id")
MAKE_HEADS = inserting("feed_heads", {"account_id": "bigint", "position": "bigint"})
MAKE_OWNER_ROLES = inserting(
    "roles", {"account_id": "bigint", "name": "text", "permissions": "smallint", "is_owner": "boolean"}
)
# An account that is erased meanwhile stays so.
_CHANGED = {**_OPEN, "search_text": "text"}
CHANGE = updating("accounts", _KEYS, _CHANGED, "t.erased_at IS NULL")
RENAME = updating("accounts", _KEYS, _CHANGED, "t.erased_at IS NULL", lock="UPDATE")
_LOCK = "SELECT id, live_partner FROM accounts WHERE id IN LIST($1) ORDER BY id FOR {}"
LOCK, LOCK_NAMES = statement(_LOCK.format("NO KEY UPDATE")), statement(_LOCK.format("UPDATE"))


class _Handles:
    """Whose each handle is: of two who want one, who comes first gets it."""

    def __init__(self, owners: dict[str, str | None]) -> None:
        self._owners = owners

    def claim(self, handle: str, id: str) -> None:
        if self._owners.setdefault(handle, id) != id:
            raise InvalidInput("handle", f"The handle @{handle} is taken.")


@door
async def feed(viewer: Service | System, tx: Transaction, fed: Sequence[AccountRecord]) -> list[Outcome]:
    """Make accounts, or bring them in line with what is said of them; an outcome for each (PLT-1)."""
    found = await tx.fetch(FOUND, named(record.external_id for record in fed))
    keys, erased = {row[0]: row[1] for row in found}, {row[0] for row in found if row[2] is not None}
    stored = Stored[str]({row[0]: tuple(row[3:]) for row in found})
    wanted = {record.handle.lower().removeprefix("@") for record in fed}
    rows = await tx.fetch(HANDLES, sorted(handle for handle in wanted if inputs.HANDLE.fullmatch(handle)))
    handles = _Handles({row[0]: row[1] for row in rows})
    begun: dict[str, str] = {}

    def take(record: AccountRecord) -> Status:
        id, values = records.external_id(record.external_id, "externalId"), _values(record, viewer.house.policy)
        if id in erased:
            raise gone("externalId")
        _same(stored.now.get(id), values)
        handles.claim(values[_HANDLE], id)
        begun.setdefault(id, record.level)
        return stored.put(id, values)

    found_of_each = outcomes(fed, fed, take)
    await _make(tx, [(id, *values, begun[id]) for id, values in stored.new])
    handles_before = {row[0]: row[3 + _HANDLE] for row in found}
    renamed = any(values[_HANDLE] != handles_before[id] for id, values in stored.changed)
    changed = sorted((keys[id], *values[len(_FIXED) :]) for id, values in stored.changed)
    await _change(tx, changed, renamed=renamed)
    return found_of_each


def _values(record: AccountRecord, policy: Policy) -> tuple[Any, ...]:
    handle, name = inputs.new_handle(record.handle, "handle"), inputs.name(record.name, "name", 100)
    records.account(
        record.account_kind, programmes=record.programmes, live_partner=record.live_partner,
        verified=record.verified, level=record.level,
    )  # fmt: skip
    category = None if record.category is None else inputs.name(record.category, "category", 60)
    avatar = None if record.avatar_url is None else inputs.link(record.avatar_url, "avatarUrl", 500)
    markets, programmes = records.markets(record, policy), " ".join(sorted(set(record.programmes)))
    fixed = (record.account_kind, record.home_market)
    return (*fixed, handle, name, avatar, markets, category, record.verified, programmes, record.live_partner)


def _same(there: tuple[Any, ...] | None, values: tuple[Any, ...]) -> None:
    """Refuse what would tear apart what hangs on it: whom it talks with, and its weeks, quotas and levels."""
    if there is None:
        return
    if there[0] != values[0]:
        raise InvalidInput("accountKind", f"This account is known as {there[0]}, and stays that.")
    if there[1] != values[1]:
        raise InvalidInput("homeMarket", f"This account's home market is {there[1]}, and stays that.")


async def _make(tx: Transaction, new: Sequence[tuple[Any, ...]]) -> None:
    """New accounts, each with its event stream and its owner role."""
    if not new:
        return
    rows = [(*one, "ACTIVE", actions.search_text(one[_NAME + 1], one[_HANDLE + 1]), tx.now) for one in new]
    await write(tx, MAKE, rows)
    keys = sorted(row[1] for row in await tx.fetch(KEYS, [one[0] for one in new]))
    await write(tx, MAKE_HEADS, [(key, 0) for key in keys])
    await write(tx, MAKE_OWNER_ROLES, [(key, "Owner", int(ALL_PERMISSIONS), True) for key in keys])
    for market in sorted({one[2] for one in new if one[1] == AccountKind.CREATOR}):
        await levels.begin(tx, market)


async def _change(tx: Transaction, changed: Sequence[tuple[Any, ...]], *, renamed: bool) -> None:
    """What differs; with a handle the whole row is locked from the beginning."""
    if not changed:
        return
    keys = [one[0] for one in changed]
    were = {row[0]: bool(row[1]) for row in await tx.fetch(LOCK_NAMES if renamed else LOCK, keys)}
    rows = [(*one, actions.search_text(one[2], one[1])) for one in changed]
    await write(tx, RENAME if renamed else CHANGE, rows)
    await pools.follow(tx, keys)
    # With it goes, or comes, the pool: who listens is asked again who it is.
    tx.announce(AccessChanged(), to=[one[0] for one in changed if one[_LIVE_PARTNER] != were[one[0]]])

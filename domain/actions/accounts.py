"""Accounts as the platform feeds them: made, given figures, deactivated by staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.actions import audit, endpoints, held, levels, pools, statuses
from domain.actions.feeding.batches import inserting, write
from domain.actions.notifications import notify
from domain.errors import Closed, InvalidInput, NotFound
from domain.events import AccessChanged
from domain.policy import Numbers
from domain.rules import inputs, records
from domain.search_text import normal
from domain.transaction import Transaction, door
from domain.viewer import Platform, Staff, System
from models.accounts import AccountKind, AccountStatus, CreatorLevel, Metric, Programme
from models.audit import AuditAction
from models.notifications import NotificationKind
from models.sql import statement
from models.teams import ALL_PERMISSIONS

CREATE = statement("""
    INSERT INTO accounts (kind, handle, name, avatar_url, home_market, markets, category, status, level, verified,
        programmes, live_partner, created_at, search_text, external_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'ACTIVE', $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (handle) DO NOTHING RETURNING id""")
MAKE_OWNER_ROLE = statement("""
    INSERT INTO roles (account_id, name, permissions, is_owner) VALUES ($1, 'Owner', $2, TRUE)""")
MAKE_HEAD = statement("INSERT INTO feed_heads (account_id, position) VALUES ($1, 0)")
HOME = statement("SELECT home_market FROM accounts WHERE id = $1")
LOCK = statement("SELECT id FROM accounts WHERE id = $1 FOR NO KEY UPDATE")
SET_STATUS = statement("""
    UPDATE accounts SET status = $2, status_reason = $3
    WHERE id = $1 AND erased_at IS NULL AND (status <> $2 OR coalesce(status_reason, '') <> coalesce($3, ''))
    RETURNING id""")
EXISTS = statement("SELECT erased_at IS NOT NULL FROM accounts WHERE id = $1")
FIGURE = {"account_id": "bigint", "metric": "text", "taken_at": "timestamptz", "value": "bigint", "currency": "text"}
TAKE_STATISTICS = inserting(
    "statistics",
    FIGURE,
    "ON CONFLICT (account_id, metric, taken_at) DO NOTHING",
)
# What lists are filtered by (models.accounts.LatestFigures): fed in whatever order, the latest taken is kept.
KEEP_FOLLOWERS = inserting(
    "latest_figures AS kept",
    {"account_id": "bigint", "followers_taken_at": "timestamptz", "followers": "bigint"},
    """ON CONFLICT (account_id) DO UPDATE SET
        followers_taken_at = excluded.followers_taken_at, followers = excluded.followers
    WHERE kept.followers_taken_at IS NULL OR excluded.followers_taken_at > kept.followers_taken_at""",
)
KEEP_AFFILIATE_GMV = inserting(
    "latest_figures AS kept",
    {
        "account_id": "bigint", "affiliate_gmv_taken_at": "timestamptz", "affiliate_gmv": "bigint",
        "affiliate_gmv_currency": "text",
    },
    """ON CONFLICT (account_id) DO UPDATE SET
        affiliate_gmv_taken_at = excluded.affiliate_gmv_taken_at, affiliate_gmv = excluded.affiliate_gmv,
        affiliate_gmv_currency = excluded.affiliate_gmv_currency
    WHERE kept.affiliate_gmv_taken_at IS NULL OR excluded.affiliate_gmv_taken_at > kept.affiliate_gmv_taken_at""",
)  # fmt: skip

BATCH = 1000
NOT_SEARCHABLE = statement("SELECT id, name, handle FROM accounts WHERE search_text = '' ORDER BY id LIMIT $1")
MAKE_SEARCHABLE = statement("UPDATE accounts SET search_text = $2 WHERE id = $1")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What the platform says of an account (ACC-1). The first market is its home (ACC-10)."""

    kind: AccountKind
    handle: str
    name: str
    markets: Sequence[str]
    category: str | None = None
    avatar_url: str | None = None
    level: CreatorLevel = CreatorLevel.NONE
    verified: bool = False
    programmes: Sequence[Programme] = ()
    live_partner: bool = False
    external_id: str | None = None  # by which the platform knows it, and feeds it (domain.actions.feeding)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of an account at the moment it was taken; money in minor units, with its currency (ACC-7)."""

    account_key: int
    metric: Metric
    value: int
    taken_at: datetime
    currency: str | None = None


@door
async def create(viewer: System, tx: Transaction, new: NewAccount) -> int:
    """Make an account, its owner role and its event stream; return its key."""
    _check(viewer, new)
    handle, name = inputs.new_handle(new.handle, "handle"), inputs.name(new.name, "name", 100)
    row = await tx.fetch_row(
        CREATE,
        new.kind,
        handle,
        name,
        new.avatar_url,
        new.markets[0],
        " ".join(sorted(set(new.markets))),
        new.category,
        new.level,
        new.verified,
        " ".join(sorted(set(new.programmes))),
        new.live_partner,
        tx.now,
        search_text(name, handle),
        new.external_id,
    )
    if row is None:
        raise InvalidInput("handle", f"The handle @{new.handle.lower()} is taken.")
    key: int = row[0]
    await tx.fetch(MAKE_HEAD, key)
    await tx.fetch(MAKE_OWNER_ROLE, key, int(ALL_PERMISSIONS))
    if new.kind == AccountKind.CREATOR:
        await levels.begin(tx, new.markets[0])
    return key


def search_text(name: str, handle: str) -> str:
    """What an account is found by."""
    return normal(f"{name} {handle}")


@door
async def index_names(viewer: System, tx: Transaction) -> bool:  # noqa: ARG001 - a door takes the viewer first
    """Let some accounts of before there was a search be found by name; True where more are left to do."""
    found = await tx.fetch(NOT_SEARCHABLE, BATCH)
    await tx.execute_many(MAKE_SEARCHABLE, [(key, search_text(name, handle)) for key, name, handle in found])
    return len(found) == BATCH


def _check(viewer: System, new: NewAccount) -> None:
    if not new.markets:
        raise InvalidInput("markets", "Name at least one market: the first is the home market.")
    for market in new.markets:
        if market not in viewer.house.policy.markets:
            raise InvalidInput("markets", f"{market!r} is no market of the policy.")
    records.account(
        new.kind, programmes=new.programmes, live_partner=new.live_partner, verified=new.verified, level=new.level
    )


@door
async def set_status(
    viewer: Platform, tx: Transaction, account_key: int, status: AccountStatus, reason: str | None = None
) -> None:
    """Deactivate, close or reactivate an account (ACC-5); its listeners are ended or welcome at once; idempotent.

    Once it is active, what it had scheduled or under way in bulk goes: what has come due meanwhile at once. Staff say
    why they deactivate one: its members read it.
    """
    found = await tx.fetch_row(EXISTS, account_key)
    if found is None:
        raise NotFound("accountId", "account")
    if status == AccountStatus.DEACTIVATED and reason is None and isinstance(viewer, Staff):
        raise InvalidInput("reason", "Say why: the account's members read it.")
    if reason is not None:
        reason = inputs.name(reason, "reason", 500)
    if found[0]:
        raise Closed("This account was erased: that is for good.")
    if status == AccountStatus.ACTIVE:
        reason = None
    if await tx.fetch_row(SET_STATUS, account_key, status, reason):
        tx.announce(AccessChanged(), to=[account_key])
        await statuses.tell(tx, account_key)
        await notify(tx, account_key, NotificationKind.ACCESS_CHANGED, None, None)
        if status == AccountStatus.ACTIVE:
            await held.release(tx, account_key)
            await endpoints.release(tx, account_key)
        await audit.note(tx, viewer, account_key, AuditAction.ACCOUNT_STATUS_SET, f"acc_{account_key}", status=status)


@door
async def record_statistics(viewer: System, tx: Transaction, figures: Sequence[Figure]) -> None:  # noqa: ARG001
    """Append figures by the time they were taken; what was fed before stays (ACC-7)."""
    for figure in figures:
        if figure.metric.is_money != (figure.currency is not None):
            raise InvalidInput(
                "currency", f"{figure.metric} {'needs a' if figure.metric.is_money else 'has no'} currency."
            )
        if not 0 <= figure.value < 2**63:
            raise InvalidInput("value", "A figure is a whole number from 0 to 2^63 - 1.")
    await pools.lock(tx, sorted({figure.account_key for figure in figures}))
    await write(tx, TAKE_STATISTICS, in_rows(figures))
    await keep_latest(tx, figures)


def in_rows(figures: Sequence[Figure]) -> list[tuple[int, Metric, datetime, int, str | None]]:
    """Figures as rows, in one order."""
    return sorted((f.account_key, f.metric, f.taken_at, f.value, f.currency) for f in figures)


async def keep_latest(tx: Transaction, figures: Sequence[Figure]) -> None:
    """Of figures that were taken in, keep the latest of those that lists are filtered by (a step)."""
    rows = in_rows(figures)
    # By account, so that two who feed the same accounts do not wait for each other in a circle.
    followers = {row[0]: (row[0], row[2], row[3]) for row in rows if row[1] == Metric.FOLLOWERS}
    await write(tx, KEEP_FOLLOWERS, [*followers.values()])
    sold = {row[0]: (row[0], *row[2:]) for row in rows if row[1] == Metric.AFFILIATE_GMV_30D}
    await write(tx, KEEP_AFFILIATE_GMV, [*sold.values()])
    await pools.follow(tx, sorted(followers))


async def numbers_of(tx: Transaction, account_key: int) -> Numbers:
    """The numbers that hold for an account: those of its home market (a step)."""
    ((market,),) = await tx.fetch(HOME, account_key)
    return tx.house.policy.of(market)


async def lock(tx: Transaction, account_key: int) -> None:
    """Lock an account's row, after those of pairs: for what is counted whomever it is with (a step)."""
    await tx.fetch(LOCK, account_key)

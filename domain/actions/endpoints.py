"""Endpoints of webhooks: made, changed, resumed and deleted by whoever may manage them; deliveries replayed (EVT-7)."""

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta

from domain import feed
from domain.actions import audit, repeats, webhooks
from domain.errors import InvalidInput, LimitReached, NotFound
from domain.rules import endpoints
from domain.transaction import Transaction, door
from domain.viewer import Asking, Viewer
from domain.webhooks import COLUMNS, DELIVERY_COLUMNS, OWN, Delivery, EventKind, Webhook, delivery, webhook
from models.audit import AuditAction
from models.sql import statement
from models.webhooks import WebhookStatus

COUNT = statement(f"SELECT count(*) FROM webhooks w WHERE {OWN}")
CREATE = statement("""
    INSERT INTO webhooks (account_id, url, kinds, secret, status, created_by_id, created_at)
    VALUES ($1, $2, $3, $4, 'ACTIVE', $5, $6) RETURNING id""")
ONE = statement(f"SELECT {COLUMNS} FROM webhooks w WHERE {OWN} AND w.id = $2 FOR UPDATE")
CHANGE = statement("UPDATE webhooks SET url = $2, kinds = $3 WHERE id = $1")
ROTATE = statement("""
    UPDATE webhooks SET previous_secret = secret, previous_until = $3, secret = $2 WHERE id = $1""")
RESUME = statement("UPDATE webhooks SET status = 'ACTIVE', failing_since = NULL WHERE id = $1")
# One head a line: an account's endpoint has one line, the platform's one of each account.
ALL_DUE = statement("""
    UPDATE webhook_deliveries SET due_at = $2, failures = 0
    WHERE webhook_id = $1 AND status = 'PENDING' AND due_at IS NOT NULL""")
_ACCOUNT_DUE = """
    UPDATE webhook_deliveries {} SET due_at = $2, failures = 0
    WHERE account_id = $1 AND status = 'PENDING' AND due_at IS NOT NULL AND webhook_id IN (
        SELECT w.id FROM webhooks w WHERE w.account_id = $1 AND w.deleted_at IS NULL)"""
# SQLite would rather walk all that waits behind them.
ACCOUNT_DUE = statement(
    postgres=_ACCOUNT_DUE.format(""), sqlite=_ACCOUNT_DUE.format("INDEXED BY webhook_deliveries_one_head")
)
_DELETE = """
    UPDATE webhooks SET url = '', secret = '', previous_secret = NULL, previous_until = NULL, deleted_at = $2
    WHERE {whose} = $1"""
DELETE = statement(_DELETE.format(whose="id"))
DELETE_ALL = statement(_DELETE.format(whose="account_id"))
LOCK_ACCOUNT = statement("SELECT id FROM accounts WHERE id = $1 FOR NO KEY UPDATE")
ALONE = statement(postgres="SELECT pg_advisory_xact_lock(hashtext('parley platform webhooks'))", sqlite="SELECT NULL")
_DELIVERY = f"""
    SELECT {DELIVERY_COLUMNS} FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
    WHERE d.id = $2 AND {OWN}"""
DELIVERY = statement(_DELIVERY)
STAND = statement("SELECT webhook_id FROM webhook_deliveries WHERE id = $1")
NOT_HEAD = statement("""
    UPDATE webhook_deliveries SET due_at = NULL
    WHERE webhook_id = $1 AND account_id = $2 AND status = 'PENDING' AND due_at IS NOT NULL""")
AGAIN = statement("UPDATE webhook_deliveries SET status = 'PENDING', failures = 0 WHERE id = $1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be different of an endpoint. Left as it is: a `url` that is None, `kinds` unless `choose`."""

    url: str | None = None
    kinds: list[EventKind] | None = None
    choose: bool = False
    rotate: bool = False


@door
async def create(
    viewer: Asking, tx: Transaction, made: str, url: str | None, kinds: list[EventKind] | None = None
) -> Webhook:
    """Make an endpoint, which is told of what happens from now on, of all kinds or of some.

    For members safe to repeat with the same client-made id (MSG-2). Raises InvalidInput, LimitReached.
    """
    owner = endpoints.manage(viewer)
    if url is None:
        raise InvalidInput("url", "Give the address that is to be posted to.")
    url = endpoints.url(url, "url", private=viewer.house.webhooks_private)
    kept = endpoints.kinds(kinds, "kinds")
    if not isinstance(viewer, Viewer):
        await tx.fetch(ALONE)
        return await _made(viewer, tx, owner, url, kept)
    me, numbers = viewer.account, viewer.house.policy.of(viewer.account.home_market)
    key = await repeats.begin(tx, me, made, numbers, "webhook", url, kept)
    if key is not None:
        return await _found(tx, owner, key, repeats.FIELD, "webhook any more: it was deleted")
    await tx.fetch(LOCK_ACCOUNT, owner)
    new = await _made(viewer, tx, owner, url, kept)
    await repeats.finish(tx, me, made, new.key)
    return new


@door
async def change(viewer: Asking, tx: Transaction, key: int, changes: Changes) -> Webhook:
    """Give an endpoint another address, other kinds, or a new secret: the one before signs for a while, too.

    Other kinds hold for what happens from now on. At another address what failed before is tried at once.
    """
    owner = endpoints.manage(viewer)
    was = await _found(tx, owner, key)
    before = (was.url, endpoints.kinds(was.kinds, "kinds"))
    url, kept = before
    if changes.url is not None:
        url = endpoints.url(changes.url, "url", private=viewer.house.webhooks_private)
    if changes.choose:
        kept = endpoints.kinds(changes.kinds, "kinds")
    if (url, kept) == before and not changes.rotate:
        return was
    await tx.fetch(CHANGE, key, url, kept)
    if changes.rotate:
        until = tx.now + timedelta(hours=viewer.house.policy.defaults.webhook_old_secret_hours)
        await tx.fetch(ROTATE, key, _secret(), until)
    if url != was.url and was.status == WebhookStatus.ACTIVE:
        await _begin_anew(tx, key)
    rotated = "yes" if changes.rotate else None
    await audit.note(tx, viewer, was.account_key, AuditAction.WEBHOOK_CHANGED, was.id, secretRotated=rotated)
    return await _found(tx, owner, key)


@door
async def resume(viewer: Asking, tx: Transaction, key: int) -> Webhook:
    """Post to an endpoint again, from where it stood, all at once; of one that is active, what is to be tried later."""
    owner = endpoints.manage(viewer)
    was = await _found(tx, owner, key)
    await _begin_anew(tx, key)
    if was.status == WebhookStatus.SUSPENDED:
        await audit.note(tx, viewer, was.account_key, AuditAction.WEBHOOK_RESUMED, was.id)
    return await _found(tx, owner, key)


@door
async def delete(viewer: Asking, tx: Transaction, key: int) -> int:
    """Delete an endpoint: it is posted to no more, its deliveries go, and its secrets are forgotten at once."""
    was = await _found(tx, endpoints.manage(viewer), key)
    await tx.fetch(DELETE, key, tx.now)
    await audit.note(tx, viewer, was.account_key, AuditAction.WEBHOOK_DELETED, was.id)
    return key


@door
async def replay(viewer: Asking, tx: Transaction, key: int) -> Delivery:
    """Deliver something once more, under the same id, before all of its line that has a higher position and waits.

    What was not delivered yet is tried at once, where nothing is before it. Raises NotFound for what is kept no more.
    """
    owner = endpoints.manage(viewer)
    row = await tx.fetch_row(DELIVERY, owner, key)
    if row is None:
        raise NotFound("deliveryId", "delivery")
    account_key = delivery(row, "").account_key
    await tx.fetch(feed.LOCK_HEADS, [account_key])
    stand = await tx.fetch_row(STAND, key)
    if stand is None:
        raise NotFound("deliveryId", "delivery")
    line = (stand[0], account_key)
    await tx.fetch(AGAIN, key)
    await tx.fetch(NOT_HEAD, *line)
    await webhooks.lead(tx, *line, tx.now)
    await audit.note(tx, viewer, owner or None, AuditAction.WEBHOOK_REPLAYED, f"dlv_{key}", webhook=f"whk_{stand[0]}")
    row = await tx.fetch_row(DELIVERY, owner, key)
    if row is None:
        raise NotFound("deliveryId", "delivery")
    return delivery(row, viewer.house.epoch)


async def release(tx: Transaction, account_key: int) -> None:
    """Let what waited for an account to be active again be due at once (a step)."""
    await tx.fetch(feed.LOCK_HEADS, [account_key])
    await tx.fetch(ACCOUNT_DUE, account_key, tx.now)


async def forget(tx: Transaction, account_key: int) -> None:
    """Delete all endpoints of an account that is erased (a step)."""
    await tx.fetch(DELETE_ALL, account_key, tx.now)


async def _made(viewer: Asking, tx: Transaction, owner: int, url: str, kinds: str) -> Webhook:
    most = viewer.house.policy.defaults.webhooks_max
    ((kept,),) = await tx.fetch(COUNT, owner)
    if kept >= most:
        raise LimitReached(f"There can be {most} webhooks. Delete one first.", most)
    by = viewer.user.key if isinstance(viewer, Viewer) else None
    ((key,),) = await tx.fetch(CREATE, owner or None, url, kinds, _secret(), by, tx.now)
    await audit.note(tx, viewer, owner or None, AuditAction.WEBHOOK_CREATED, f"whk_{key}")
    return await _found(tx, owner, key)


async def _begin_anew(tx: Transaction, key: int) -> None:
    await tx.fetch(RESUME, key)
    await tx.fetch(ALL_DUE, key, tx.now)


async def _found(tx: Transaction, owner: int, key: int, field: str = "webhookId", what: str = "webhook") -> Webhook:
    row = await tx.fetch_row(ONE, owner, key)
    if row is None:
        raise NotFound(field, what)
    return webhook(row)


def _secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"

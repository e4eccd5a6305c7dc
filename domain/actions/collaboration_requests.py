"""Requests of creators to collaborate with LIVE partners: one enters a pool, data licensed for a time (LEAD-1)."""

from datetime import datetime, timedelta

from domain import leads, rows
from domain.actions import accounts, due, outreach, posts, repeats
from domain.actions import leads as pool
from domain.actions.conversations import ACCOUNT
from domain.actions.notifications import notify
from domain.errors import AccessRevoked, NotFound
from domain.leads import CollaborationRequest, Lead, LicensedData, LiveDashboard
from domain.policy import Numbers
from domain.rows import Account
from domain.rules import access, sending
from domain.rules import leads as rules
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.due import DueKind
from models.leads import LeadStatus
from models.notifications import NotificationKind
from models.sql import statement

READ = statement(f"SELECT {leads.REQUEST_COLUMNS} FROM leads l WHERE l.id = $1")
LICENCE = statement("SELECT contact, profile FROM creator_licences WHERE creator_id = $1")
# The best of the last days in the creator's own money: amounts in another are not compared (ACC-10).
BEST_LIVE = statement("""
    SELECT started_at, ended_at, gmv, currency, unique_viewers, orders FROM live_dashboards
    WHERE creator_id = $1 AND started_at >= $2 AND started_at < $3 AND currency = $4
    ORDER BY gmv DESC, started_at DESC LIMIT 1""")
# What the partner has noted stays; all else begins anew.
ENTER = statement(f"""
    INSERT INTO leads (partner_id, creator_id, source, status, requested_at, contact_shared, licensed_until, licensed,
        level, followers, search_text)
    SELECT $1, a.id, 'COLLABORATION_REQUEST', 'FOLLOW_UP', $3, $4, $5, $6, {pool.COPIED} {pool.FROM_CREATOR}
    WHERE a.id = $2 AND a.erased_at IS NULL
    ON CONFLICT (partner_id, creator_id) DO UPDATE SET source = excluded.source, status = excluded.status,
        requested_at = excluded.requested_at, contact_shared = excluded.contact_shared,
        licensed_until = excluded.licensed_until, licensed = excluded.licensed, level = excluded.level,
        followers = excluded.followers, search_text = excluded.search_text
    RETURNING id""")


@door
async def ask(
    viewer: Viewer, tx: Transaction, made: str, partner_key: int, *, share_contact: bool
) -> CollaborationRequest:
    """Ask a LIVE partner to collaborate, as a creator; safe to repeat with the same client-made id (LEAD-1, LEAD-9).

    While the licence of an earlier request runs, and the partner has not set it invalid, that one is the answer.
    Raises Forbidden in markets without the pool, InvalidInput for who is no LIVE partner, what any send would raise,
    and LevelTooLow below the policy's level.
    """
    rules.creator(viewer)
    me, policy = viewer.account, viewer.house.policy
    row = await tx.fetch_row(ACCOUNT, partner_key)
    partner = None if row is None else rows.account(row)
    if partner is not None:
        rules.asked(policy, partner)
    access.active(viewer)
    if partner is None:
        raise NotFound("partnerId", "account")
    rules.live_partner(partner, "partnerId")
    numbers = policy.of(me.home_market)
    key = await repeats.begin(tx, me, made, numbers, "collaboration request", str(partner_key), str(share_contact))
    if key is None:
        pair_key = (await outreach.make_pairs(tx, [(me.key, partner.key)]))[me.key, partner.key]
        _, standing = await posts.standing(tx, me, pair_key, partner.key)
        sending.send(standing)
        rules.high_enough(me, numbers.lead_level, standing.counterpart)
        key = await _entered(tx, me, partner.key, pair_key, share_contact=share_contact)
        await repeats.finish(tx, me, made, key)
    return leads.request(await tx.fetch_row(READ, key) or ())


async def _entered(tx: Transaction, me: Account, partner_key: int, pair_key: int, *, share_contact: bool) -> int:
    """The key of the lead of a locked pair, made or renewed unless it still holds."""
    lead = await pool.between(tx, partner_key, me.key)
    if lead is not None and lead.status is not LeadStatus.INVALID and _runs(lead, tx.now):
        return lead.key
    numbers = tx.house.policy.of(me.home_market)
    await accounts.lock(tx, me.key)
    licensed = await _licensed(tx, me, numbers, share_contact=share_contact)
    until = tx.now + timedelta(days=numbers.licence_days)
    row = await tx.fetch_row(ENTER, partner_key, me.key, tx.now, share_contact, until, leads.kept(licensed))
    if row is None:  # since it was asked who is asking
        raise AccessRevoked("This account was erased.")
    key = int(row[0])
    await outreach.responded(tx, pair_key)
    await due.at(tx, until, DueKind.LICENCE_ENDS, key)
    pool.tell(tx, await pool.read(tx, key), pair_key)
    await notify(tx, partner_key, NotificationKind.LEAD_REQUESTED, me.key, key)
    return key


def _runs(lead: Lead, now: datetime) -> bool:
    """Whether it came by a request whose licence is not over yet."""
    return lead.licensed_until is not None and lead.licensed_until > now


async def _licensed(tx: Transaction, me: Account, numbers: Numbers, *, share_contact: bool) -> LicensedData:
    """What the partner will be shown, as it stands now: the contact only if the creator chose so (LEAD-4)."""
    currency = tx.house.policy.market(me.home_market).currency
    row = await tx.fetch_row(LICENCE, me.key)
    contact, profile = (None, None) if row is None else row
    since = tx.now - timedelta(days=numbers.licensed_live_days)
    best = await tx.fetch_row(BEST_LIVE, me.key, since, tx.now, currency)
    live = None if best is None else LiveDashboard(*best)
    return LicensedData(contact if share_contact else None, profile, live)

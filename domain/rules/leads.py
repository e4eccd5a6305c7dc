"""Who may use the leads pool, and who may ask to enter one (LEAD-1, LEAD-10)."""

from domain.errors import Forbidden, InvalidInput, LevelTooLow
from domain.policy import Policy
from domain.rows import Account
from domain.rules import access
from domain.viewer import Viewer
from models.accounts import AccountKind, CreatorLevel
from models.teams import Permission

LEVELS = list(CreatorLevel)
NO_POOL = "There is no leads pool in this market."


def pool(viewer: Viewer) -> None:
    """Refuse all but LIVE partners' members with LEAD_MANAGEMENT, in markets that have the pool (ACC-3, LEAD-10)."""
    access.require(viewer, Permission.LEAD_MANAGEMENT)
    if not viewer.account.live_partner:
        raise Forbidden("Only LIVE partners have a leads pool.")
    _switched_on(viewer.house.policy, viewer.account)
    access.active(viewer)


def pool_and_inbox(viewer: Viewer) -> None:
    """The same, and those without INSTANT_MESSAGING: what is done from a conversation."""
    access.require(viewer, Permission.INSTANT_MESSAGING)
    pool(viewer)


def hears(viewer: Viewer) -> bool:
    """Whether the viewer may know of leads at all: so events and notifications of them are told or left out."""
    return (
        viewer.account.live_partner
        and viewer.may(Permission.LEAD_MANAGEMENT)
        and viewer.house.policy.of(viewer.account.home_market).leads_enabled
    )


def creator(viewer: Viewer) -> None:
    """Refuse all but creators of markets that have the pool: they ask LIVE partners to collaborate."""
    access.require(viewer, Permission.INSTANT_MESSAGING)
    if viewer.account.kind != AccountKind.CREATOR:
        raise Forbidden("Only creators ask LIVE partners to collaborate.")
    _switched_on(viewer.house.policy, viewer.account)


def asked(policy: Policy, partner: Account) -> None:
    """Refuse a partner of a market without the pool."""
    if partner.live_partner:
        _switched_on(policy, partner)


def live_partner(partner: Account, field: str) -> None:
    """Refuse to ask anybody else."""
    if not partner.live_partner:
        raise InvalidInput(field, "Only LIVE partners take requests to collaborate, and this account is none.")


def reaches(level: str, required: CreatorLevel) -> bool:
    """Whether a creator's level is at least the one required."""
    return LEVELS.index(CreatorLevel(level)) >= LEVELS.index(required)


def high_enough(me: Account, required: CreatorLevel, partner: Account) -> None:
    """Refuse a creator below the level that a request takes (LEAD-1)."""
    if not reaches(me.level, required):
        raise LevelTooLow(required, partner, partner.name)


def _switched_on(policy: Policy, account: Account) -> None:
    if not policy.of(account.home_market).leads_enabled:
        raise Forbidden(NO_POOL)

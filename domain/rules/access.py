"""Whether the viewer may ask at all: the first rules of every door and query (REF-2's order)."""

from domain.errors import AccessRevoked, Forbidden
from domain.viewer import Viewer
from models.accounts import AccountKind, AccountStatus, Programme
from models.teams import Permission

_REVOKED = {
    AccountStatus.DEACTIVATED: "This account has been deactivated",
    AccountStatus.SHUT_DOWN: "This shop has been closed",
}


def require(viewer: Viewer, permission: Permission) -> None:
    """Refuse a member whose role lacks a permission (ACC-3)."""
    if not viewer.may(permission):
        raise Forbidden(f"Your role does not allow this: it needs {permission.name}.")


def messaging(viewer: Viewer) -> None:
    """Refuse a member without INSTANT_MESSAGING (ACC-3), and everyone of an account that is not active (ACC-5)."""
    require(viewer, Permission.INSTANT_MESSAGING)
    active(viewer)


def exporting(viewer: Viewer) -> None:
    """What copies of conversations need beside the inbox: INTEGRATIONS (ACC-3)."""
    require(viewer, Permission.INSTANT_MESSAGING)
    require(viewer, Permission.INTEGRATIONS)
    active(viewer)


def integrations(viewer: Viewer) -> None:
    """What webhooks need: INTEGRATIONS (ACC-3), for an account that is active (ACC-5)."""
    require(viewer, Permission.INTEGRATIONS)
    active(viewer)


def owning(viewer: Viewer) -> None:
    """Refuse every member but owners, and everyone of an account that is not active (ACC-2, ACC-5)."""
    if not viewer.role.is_owner:
        raise Forbidden("Only an owner of the account may ask for this.")
    active(viewer)


def partner(viewer: Viewer) -> None:
    """As `messaging`, and refuse creators: what is for sellers and agencies only."""
    _messaging_by(viewer, {AccountKind.SELLER, AccountKind.AGENCY}, "This is for sellers and agencies only.")


def creator(viewer: Viewer) -> None:
    """As `messaging`, and refuse all but creators, whose showcases are."""
    _messaging_by(viewer, {AccountKind.CREATOR}, "Only creators keep a showcase.")


def seller(viewer: Viewer) -> None:
    """As `messaging`, and refuse all but sellers, whose target collaborations are."""
    _messaging_by(viewer, {AccountKind.SELLER}, "Target collaborations are a seller's.")


def campaigns(viewer: Viewer) -> None:
    """As `messaging`, and refuse all but agencies of programme TAP, whose campaigns and lists are (ACC-1)."""
    by = {AccountKind.AGENCY} if Programme.TAP in viewer.account.programmes else set()
    _messaging_by(viewer, by, "Campaigns and product lists are for agencies of programme TAP.")


def links(viewer: Viewer, programme: Programme) -> None:
    """As `messaging`, and refuse agencies that are not of a programme to ask creators to link in it (ACC-1)."""
    lacks = viewer.account.kind == AccountKind.AGENCY and programme not in viewer.account.programmes
    by = set() if lacks else set(AccountKind)
    _messaging_by(viewer, by, f"Only agencies of programme {programme} ask creators to link in it.")


def bulk(viewer: Viewer) -> None:
    """As `messaging`, and refuse who lacks BULK_MESSAGING (ACC-3), and creators."""
    require(viewer, Permission.BULK_MESSAGING)
    _messaging_by(viewer, {AccountKind.SELLER, AccountKind.AGENCY}, "Only sellers and agencies send in bulk.")


def _messaging_by(viewer: Viewer, kinds: set[AccountKind], sentence: str) -> None:
    """Whatever is FORBIDDEN comes before ACCESS_REVOKED (REF-2)."""
    require(viewer, Permission.INSTANT_MESSAGING)
    if viewer.account.kind not in kinds:
        raise Forbidden(sentence)
    active(viewer)


def team(viewer: Viewer) -> None:
    """Refuse a member without TEAM_MANAGEMENT (ACC-4), and everyone of an account that is not active."""
    require(viewer, Permission.TEAM_MANAGEMENT)
    active(viewer)


def active(viewer: Viewer) -> None:
    """Refuse everyone of an account that is not active, with the reason (ACC-5)."""
    account = viewer.account
    if account.status != AccountStatus.ACTIVE:
        sentence = _REVOKED[AccountStatus(account.status)]
        raise AccessRevoked(f"{sentence}: {account.status_reason}." if account.status_reason else f"{sentence}.")

"""The tabs of a creator's inbox (INB-4): what narrows it to the conversations with one kind of partner."""

from enum import StrEnum

from domain.errors import InvalidInput
from domain.viewer import Viewer
from models.accounts import AccountKind


class InboxTab(StrEnum):
    """Whom a creator talks with."""

    SHOPS = "SHOPS"
    AGENCIES = "AGENCIES"


KINDS = {InboxTab.SHOPS: AccountKind.SELLER, InboxTab.AGENCIES: AccountKind.AGENCY}


def counterpart_kind(viewer: Viewer, tab: InboxTab | None) -> AccountKind | None:
    """The kind of counterpart that a tab holds; None for no tab, which narrows nothing.

    Raises InvalidInput for sellers and agencies, who talk with creators only.
    """
    if tab is None:
        return None
    if viewer.account.kind != AccountKind.CREATOR:
        raise InvalidInput("tab", "Only a creator's inbox has tabs.")
    return KINDS[tab]

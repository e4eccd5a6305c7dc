"""The link invitation card (LNK-1)."""

from msgspec import Struct

from domain.cards.items import Held


class LinkInvitationCard(Struct):
    """It shows the partnership as it is today."""

    partnership_key: int


def build(held: Held) -> LinkInvitationCard:
    """Build it from what was read."""
    return LinkInvitationCard(held.subject())

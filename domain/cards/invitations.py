"""The target collaboration card: an invitation (COL-3)."""

from msgspec import Struct

from domain.cards.items import CardProduct, Held, all_added


class TargetCollaborationCard(Struct):
    """The products as sent, at the rates of the invitation that `invitation_key` names."""

    name: str
    invitation_key: int
    items: list[CardProduct]

    @property
    def added(self) -> bool:
        """Whether all of it is in the creator's showcase."""
        return all_added(self.items)


def build(held: Held) -> TargetCollaborationCard:
    """Build it from what was read."""
    return TargetCollaborationCard(held.facts["name"], held.subject(), held.items)

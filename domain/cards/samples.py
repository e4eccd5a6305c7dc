"""The sample card (SMP-1)."""

from msgspec import Struct

from domain.cards.items import Held


class SampleCard(Struct):
    """It shows the sample as it is today."""

    title: str
    sample_key: int


def build(held: Held) -> SampleCard:
    """Build it from what was read."""
    return SampleCard(held.facts["title"], held.subject())

"""How large a dataset is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each there are."""

    creators: int
    sellers: int
    agencies: int
    conversations: int
    messages: int

    @classmethod
    def of(cls, scale: float) -> "Size":
        """At scale 1 what docs/performance.md says; never so small that everybody would talk with everybody."""
        creators, sellers, agencies = (max(1, round(number * scale)) for number in (20_000, 2_000, 200))
        conversations = min(round(200_000 * scale), creators * (sellers + agencies) // 10)
        return cls(creators, sellers, agencies, conversations, 10 * conversations)

"""What a side notes about creators, as queries hand it out: for its own members only (INB-9)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

LONGEST_LABEL = 40  # as wide as the column that keeps it


class Note(Struct):
    """A note on a creator. After `id` in the order of its columns."""

    id: str
    key: int
    creator_key: int
    text: str
    written_at: datetime
    written_by_key: int


NOTE_COLUMNS = "n.id, n.creator_id, n.text, n.written_at, n.written_by_id"


def note(row: Sequence[Any]) -> Note:
    """Build a note from its columns."""
    return Note(f"nte_{row[0]}", *row)

"""Saved replies as queries hand them out, and texts with variables: what they ask for, and how they are filled (MSG-7).

A variable is written `{first_name}`; `{{` and `}}` stand for a brace. `field` is the path of what is wrong below input.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from domain.errors import InvalidInput

CREATOR_NAME, SHOP_NAME = "creator_name", "shop_name"
BUILT_IN = (CREATOR_NAME, SHOP_NAME)  # filled by who talks with whom: nobody is asked for them
# A brace that is doubled, a variable, or a brace that is neither.
PART = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]{0,39})\}|[{}]")
HOW = (
    "Write a variable as {first_name}: a letter a-z, then up to 39 letters a-z, digits and _. "
    "Write a brace twice to have it in the text: {{ or }}."
)


class SavedReply(Struct):
    """A text with variables, under a name. After `id` in the order of its columns."""

    id: str
    key: int
    name: str
    text: str
    created_at: datetime
    updated_at: datetime

    @property
    def variables(self) -> list[str]:
        """What is asked for when it is sent, in order."""
        return asked(self.text)


COLUMNS = "r.id, r.name, r.text, r.created_at, r.updated_at"
WIDTH = 5


def reply(row: Sequence[Any]) -> SavedReply:
    """Build a reply from its columns."""
    return SavedReply(f"rpl_{row[0]}", *row[:WIDTH])


def variables(text: str, field: str = "text") -> list[str]:
    """The variables of a text, each once, in order. Raises InvalidInput for a brace that is not part of any."""
    found: dict[str, None] = {}
    for part in PART.finditer(text):
        if len(part[0]) == 1:
            raise InvalidInput(field, f"The brace at character {part.start() + 1:,} is no part of a variable. {HOW}")
        if part[1] is not None:
            found[part[1]] = None
    return [*found]


def asked(text: str) -> list[str]:
    """The variables of a text that somebody has to give values for."""
    return [name for name in variables(text) if name not in BUILT_IN]


def given(text: str, pairs: Sequence[tuple[str, str]], field: str) -> dict[str, str]:
    """Values by name, as a sender gave them for a text.

    Raises InvalidInput for a name that the text does not ask for, or that comes twice.
    """
    known, values = asked(text), dict[str, str]()
    for index, (name, value) in enumerate(pairs):
        place = f"{field}.{index}.name"
        if name in BUILT_IN:
            raise InvalidInput(place, f"{{{name}}} is filled in by itself: leave it out.")
        if name not in known:
            raise InvalidInput(place, f"The text does not ask for this. It asks for {_listed(known) or 'nothing'}.")
        if name in values:
            raise InvalidInput(place, f"{{{name}}} is given twice.")
        values[name] = value
    return values


def fill(text: str, values: Mapping[str, str], field: str) -> str:
    """A text with the values in it, as they are: what looks like a variable in one is none.

    Raises InvalidInput for a variable that has no value, or a blank one.
    """
    missing = [name for name in variables(text, field) if not values.get(name, "").strip()]
    if missing:
        raise InvalidInput(field, f"Nothing stands for {_listed(missing)} yet: give a value for each variable.")
    return PART.sub(lambda part: part[0][0] if part[1] is None else values[part[1]], text)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)

"""What part of a list is asked for (INB-6)."""

from msgspec import Struct

from domain.errors import InvalidInput
from domain.policy import Numbers


class Slice(Struct, frozen=True):
    """`size` items after (or, backwards, before) a cursor; no cursor: from the end of the list that it starts at."""

    size: int
    cursor: str | None
    backwards: bool

    @property
    def cursor_field(self) -> str:
        """The argument that the cursor came in."""
        return "before" if self.backwards else "after"


def cut(
    first: int | None, after: str | None, last: int | None, before: str | None, *, default: int, most: int,
    newest_last: bool = False,
) -> Slice:  # fmt: skip
    """Check a connection's arguments: (first, after) or (last, before), not both, of a size that is allowed."""
    if first is not None and last is not None:
        raise InvalidInput("last", "Give first or last, not both.")
    if after is not None and before is not None:
        raise InvalidInput("before", "Give after or before, not both.")
    if first is not None and before is not None:
        raise InvalidInput("before", "before goes with last; first goes with after.")
    if last is not None and after is not None:
        raise InvalidInput("after", "after goes with first; last goes with before.")
    backwards = last is not None or before is not None or (newest_last and first is None and after is None)
    size = last if last is not None else first if first is not None else default
    if not 1 <= size <= most:
        raise InvalidInput("last" if last is not None else "first", f"Ask for 1 to {most} at a time.")
    return Slice(size, before if backwards else after, backwards)


def items(first: int | None, after: str | None, numbers: Numbers) -> Slice:
    """The same of a list that goes one way."""
    return cut(first, after, None, None, default=numbers.items_per_page, most=numbers.items_per_page_max)

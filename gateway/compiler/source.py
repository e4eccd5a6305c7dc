"""The Python source of one operation, written function by function, and what its names stand for.

No text of a client is ever part of it, except through `repr` of response keys, which are GraphQL names.
"""

import re
from collections.abc import Callable
from typing import Any

from gateway.compiler.selections import Unsupported

LONGEST = 200_000  # characters: beyond that compiling costs more than it saves
BUILTINS = {"type": type, "int": int, "str": str, "float": float, "map": map}
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*", re.ASCII)


def quoted(name: str) -> str:
    """A GraphQL name as a Python literal."""
    if _NAME.fullmatch(name) is None:
        raise Unsupported("name")
    return repr(name)


class Source:
    """Functions as text, and the namespace they run in."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._count = 0
        self._bound: dict[int, str] = {}
        self._size = 0
        self._kept: list[Any] = []
        self.names: dict[str, Any] = {"__builtins__": BUILTINS}

    def name(self, word: str) -> str:
        """A new name that says what it is."""
        self._count += 1
        return f"{re.sub(r'[^0-9A-Za-z_]', '', word).lower()}_{self._count}"

    def bind(self, word: str, value: Any) -> str:
        """A name for a value of ours; the same value keeps its name."""
        if (known := self._bound.get(id(value))) is not None:
            return known
        name = self._bound[id(value)] = self.name(word)
        self._kept.append(value)
        self.names[name] = value
        return name

    def define(self, name: str, parameters: str, body: str, note: str = "") -> None:
        """Write a function that returns an expression."""
        text = f"def {name}({parameters}):{f'  # {note}' if note else ''}\n    return {body}\n"
        self._size += len(text)
        if self._size > LONGEST:
            raise Unsupported("size")
        # Each by itself: the interpreter lock is let go between two, however large the operation.
        exec(compile(text, "<operation>", "exec"), self.names)  # noqa: S102 - our own text, see above
        self._texts.append(text)

    def function(self, name: str) -> Callable[..., Any]:
        """A function that was written."""
        found: Callable[..., Any] = self.names[name]
        return found

    @property
    def text(self) -> str:
        """All of it, to be read."""
        return "\n".join(self._texts)

    @property
    def size(self) -> int:
        """In characters."""
        return self._size

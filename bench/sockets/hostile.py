"""Questions that are made to hold a server's event loop: each of about as many bytes as are asked for."""

from collections.abc import Callable
from typing import Any

import orjson


def _again(part: str, size: int, before: str = "{", after: str = "}") -> str:
    return before + part * max(1, (size - len(before) - len(after)) // len(part)) + after


def _counted(part: str, size: int, before: str = "{", after: str = "}") -> str:
    """The same, with a number of its own in each part."""
    parts, length, number = [], len(before) + len(after), 0
    while length < size:
        parts.append(part.replace("%", str(number)))
        length += len(parts[-1])
        number += 1
    return before + "".join(parts) + after


def _nested(
    opening: str, closing: str, size: int, *, before: str = "{", after: str = "}", middle: str = "__typename"
) -> str:
    depth = max(1, (size - len(before) - len(middle) - len(after)) // (len(opening) + len(closing)))
    return before + opening * depth + middle + closing * depth + after


def _doubling(size: int) -> str:
    """Each fragment spreads the next one twice, and the last one has a field."""
    parts, length, number = [], 0, 0
    while length < size:
        parts.append(f"fragment f{number} on Query{{...f{number + 1} ...f{number + 1}}}")
        length += len(parts[-1])
        number += 1
    return "{...f0}" + "".join(parts) + f"fragment f{number} on Query{{__typename}}"


def _circle(size: int) -> str:
    parts, length, number = [], 0, 0
    while length < size:
        parts.append(f"fragment f{number} on Query{{...f{number + 1}}}")
        length += len(parts[-1])
        number += 1
    return "{...f0}" + "".join(parts) + f"fragment f{number} on Query{{...f0}}"


SPREAD = (
    "fragment f on __Field{name description args{name type{...t}}type{...t ofType{...t}}}"
    "fragment t on __Type{name kind ofType{name kind ofType{name kind}}enumValues{name}possibleTypes{name}"
)

DOCUMENTS: dict[str, Callable[[int], str]] = {
    "a field repeated": lambda size: _again("__typename ", size),
    "an object field repeated": lambda size: _again("viewer{position}", size),
    "aliases": lambda size: _counted("a%:__typename ", size),
    "aliases of pages": lambda size: _counted("a%:inbox(first:50){nodes{id}}", size),
    "fields that do not merge": lambda size: _counted('a:account(handle:"h%"){id}', size),
    "fragments that double": _doubling,
    "a fragment spread often": lambda size: _again("...f ", size, "fragment f on Query{viewer{position}} {"),
    "fragments in a circle": _circle,
    "fields nested": lambda size: _nested(
        "conversation{lastMessage{", "}}", size, before="{inbox{nodes{lastMessage{", after="}}}}"
    ),
    "inline fragments nested": lambda size: _nested("...{", "}", size),
    "lists nested": lambda size: _nested("[", "]", size, before="{account(handle:", after="){id}}", middle="1"),
    "many errors": lambda size: _counted("nothing% ", size),
    "nearly right names": lambda size: _counted("viewe% inbx% accoun% ", size),
    "wrong arguments": lambda size: _counted("a%:viewer(x:%){position}", size),
    "a huge name": lambda size: _again("x", size),
    "a huge string": lambda size: _again("x", size, '{account(handle:"', '"){id}}'),
    "a huge block string": lambda size: _again(" x\n", size, '{account(handle:"""', '"""){id}}'),
    "a huge number": lambda size: _again("9", size, "{inbox(first:", "){nodes{id}}}"),
    "a huge comment": lambda size: _again("# \n", size, "", "{__typename}"),
    "directives": lambda size: _again("@skip(if:false)", size, "{viewer", "{position}}"),
    "variables": lambda size: _counted("$v%:Int ", size, "query(", "){__typename}"),
    "operations": lambda size: _counted("query q%{__typename}", size, "", ""),
    "introspection, long": lambda size: _again("types{name fields{name args{name}}}", size, "{__schema{", "}}"),
    "introspection, nested": lambda size: _nested("fields{type{", "}}", size, before="{__schema{types{", after="}}}"),
    "introspection, spread": lambda size: _again(
        "name kind description ", size, "{...r}fragment r on Query{__schema{types{...t fields{...f}}}}" + SPREAD, "}"
    ),
    "introspection, beside": lambda size: _again(
        "types{...t fields{...f}}", size, "{viewer{position}__schema{", "}}" + SPREAD + "name}"
    ),
    "brackets that do not close": lambda size: _again("{a", size, "", ""),
}


LISTED = "query($ids:[ID!]!){nodes(ids:$ids){id}}"


def _listed(item: object) -> Callable[[int], dict[str, Any]]:
    """As many as there is room for."""
    each = len(orjson.dumps(item)) + 1
    return lambda size: {"query": LISTED, "variables": {"ids": [item] * max(1, size // each)}}


def _deep(size: int) -> dict[str, Any]:
    ids = "[" * (size // 2) + "]" * (size // 2)
    return {"query": LISTED, "variables": {"ids": orjson.Fragment(ids)}}


def _asks(make: Callable[[int], str]) -> Callable[[int], dict[str, Any]]:
    return lambda size: {"query": make(size)}


QUESTIONS: dict[str, Callable[[int], dict[str, Any]]] = {
    "nothing at all": lambda _size: {"query": "{__typename}"},
    **{name: _asks(make) for name, make in DOCUMENTS.items()},
    "a list of ids that are none": _listed("x"),
    "a list of ids of nothing": _listed("acc_987654321"),
    "a list of objects for ids": _listed({"a": 1}),
    "lists nested, in a variable": _deep,
}

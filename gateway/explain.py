"""A document explained: what each operation costs, how it is run, and the source that is run for it."""

import itertools
from collections.abc import Iterator

from gateway.compiler.operations import Compiled
from gateway.compiler.selections import Unsupported
from gateway.compiler.variants import Operation
from gateway.documents import Document, Documents
from gateway.limits import Cost

INDENT = "  "


class Mistaken(Exception):
    """The document is not valid; the text says why."""


def explain(documents: Documents, text: str) -> str:
    """Every operation of a document. Raises Mistaken."""
    entry = documents.read(text)
    if not isinstance(entry, Document):
        raise Mistaken("\n".join(error["message"] for error in entry))
    return "\n\n".join("\n".join(_operation(operation)) for operation in entry.operations.values())


def _operation(operation: Operation) -> Iterator[str]:
    yield f"# {operation.kind.value} {operation.name or '(without a name)'}"
    yield f"# costs {_cost(operation.cost)}"
    names = operation.deciding or ()
    for values in itertools.islice(itertools.product((True, False), repeat=len(names)), 2):
        variables = dict(zip(names, values, strict=True))
        if variables:
            yield f"# with {', '.join(f'${name} {str(value).lower()}' for name, value in variables.items())}"
        if operation.known(variables) is None:
            operation.compile(variables)
        how = operation.known(variables)
        if isinstance(how, Compiled):
            yield "\n" + how.text
        elif isinstance(how, Unsupported):
            yield f"# not compiled, run through Strawberry: {how.reason}"


def _cost(cost: Cost) -> str:
    """A cost as a sum."""
    parts = [str(cost.fixed)] if cost.fixed or not cost.lists else []
    for length, inside, count in cost.lists.values():
        times = (
            str(length)
            if isinstance(length, int)
            else f"{' or '.join(f'${name}' for name in length[0])} (or {length[1]})"
        )
        parts.append(f"{f'{count} * ' if count > 1 else ''}{times} * ({_cost(inside)})")
    return " + ".join(parts)

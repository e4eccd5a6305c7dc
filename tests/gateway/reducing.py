"""Makes a document that shows a difference as small as it goes while it still shows one."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from graphql import (
    REMOVE,
    FragmentDefinitionNode,
    GraphQLError,
    Node,
    VariableDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

from tests.gateway.operations import Case

MOST_TRIES = 600
LOSABLE = {
    "field", "inline_fragment", "fragment_spread", "fragment_definition", "operation_definition", "directive",
    "argument", "object_field", "variable_definition",
}  # fmt: skip


class Without(Visitor):
    """Leaves out the n-th part that can be left out."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.left = number

    def enter(self, node: Node, *_: Any) -> Any:
        """Count, and leave out when it is time."""
        if node.kind not in LOSABLE:
            return None
        self.left -= 1
        return REMOVE if self.left == -1 else None


class Unused(Visitor):
    """Leaves out variables and fragments that nothing uses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> Any:
        """Its own declaration is one mention."""
        return None if len(re.findall(rf"\${node.variable.name.value}\b", self.text)) > 1 else REMOVE

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> Any:
        """A spread is a mention."""
        return None if re.search(rf"\.\.\.{node.name.value}\b", self.text) else REMOVE


def tidy(document: str) -> str:
    """A document without what nothing uses."""
    while (tidied := print_ast(visit(parse(document), Unused(document)))) != document:
        document = tidied
    return document


def smaller(case: Case, number: int) -> Case | None:
    """A case without its n-th part; None: there are not so many."""
    without = Without(number)
    document = print_ast(visit(parse(case.document), without))
    if without.left >= 0:
        return None
    document = tidy(document)
    used = {name: value for name, value in (case.variables or {}).items() if re.search(rf"\${name}\b", document)}
    return replace(case, document=document, variables=used or None)


async def smallest(case: Case, differs: Callable[[Case], Awaitable[bool]]) -> Case:
    """A case of which nothing can be left out without the difference going away."""
    number = 0
    for _ in range(MOST_TRIES):
        try:
            candidate = smaller(case, number)
        except GraphQLError:
            number += 1  # nothing would be left that could be read
            continue
        if candidate is None:
            return case
        if await differs(candidate):
            case = candidate
        else:
            number += 1
    return case

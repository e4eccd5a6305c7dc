"""Every mutation, the refusals of its result, and what makes each of them stand: for the order of REF-2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from schema import root

FAR, PAST = "2036-01-01T00:00:00Z", "2020-01-01 00:00:00+00:00"
NOWHERE = 2**62
ADDRESS = {"name": "Maya Lin", "line1": "1 Pine Street", "city": "Portland", "country": "US"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What makes a refusal stand: something that is asked for instead, somebody else who asks, rows, or a number.

    `undo` takes away again what `rows` did.
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    by: str | None = None
    rows: str = ""
    undo: str = ""
    number: str = ""

    def goes_with(self, other: "Wrong") -> bool:
        """Whether both can stand at once: a field holds one value, and one person asks."""
        return not (set(self.given) & set(other.given)) and not (self.by and other.by)


@dataclass(frozen=True, slots=True)
class Case:
    """A mutation that nothing stands against, and what can stand against it.

    `never` are refusals that its result shares with others' and that it never answers with.
    """

    name: str
    by: str
    given: Mapping[str, Any]
    wrongs: Mapping[str, Wrong]
    never: Sequence[str] = ()


def asks(**given: Any) -> Wrong:
    """Something else is asked for."""
    return Wrong(given=given)


def missing(**fields: str) -> Wrong:
    """What is named is not there."""
    return Wrong(given={name: f"{noun}_{NOWHERE}" for name, noun in fields.items()})


def rows(table: str, where: str, wrong: str, undo: str) -> Wrong:
    """The database says otherwise."""
    return Wrong(rows=f"UPDATE {table} SET {wrong} WHERE {where}", undo=f"UPDATE {table} SET {undo} WHERE {where}")


def account(handle: str, wrong: str, undo: str) -> Wrong:
    """An account is otherwise."""
    return rows("accounts", f"handle = '{handle}'", wrong, undo)


def status(table: str, key: str, wrong: str, right: str) -> Wrong:
    """Something is in another state."""
    return rows(table, f"id = {{{key}}}", f"status = '{wrong}'", f"status = '{right}'")


UNNAMED = asks(clientMutationId="")
NOT_NAMED = {"INVALID_INPUT": UNNAMED}


def far(handle: str) -> Wrong:
    """An account has no market of the others'."""
    return account(handle, "home_market = 'JP', markets = 'JP'", "home_market = 'US', markets = 'US'")


def gone(handle: str) -> Wrong:
    """An account is not active."""
    return account(handle, "status = 'SHUT_DOWN'", "status = 'ACTIVE'")


def walls(mine: str, theirs: str, pair: str) -> dict[str, Wrong]:
    """Blocks between the two of a pair."""
    of = f"id = {{{pair}}}"
    return {
        "YOU_BLOCKED_THEM": rows("pairs", of, f"{mine}_blocked_at = created_at", f"{mine}_blocked_at = NULL"),
        "BLOCKED": rows("pairs", of, f"{theirs}_blocked_at = created_at", f"{theirs}_blocked_at = NULL"),
    }


UNVERIFIED = account("northstar", "verified = FALSE", "verified = TRUE")
MONTH = "awaiting_month = '{month}'"


def unanswered(pair: str, *more: str) -> Wrong:
    """As many messages as go without a response went to the creator of a pair."""
    wrong, undo = (", ".join((f"awaiting = {number}", *more)) for number in (5, f"{{waited[{pair}]}}"))
    return rows("pairs", f"id = {{{pair}}}", wrong, undo)


WAITED_FOR = {
    "seller": unanswered("cold"), "agency": unanswered("pair", MONTH), "first": unanswered("apart", MONTH),
}  # fmt: skip
ENDED = rows("target_collaborations", "id = {target}", f"ends_at = '{PAST}'", "ends_at = '{ends}'")


@cache
def built() -> Any:
    """The schema of graphql-core, made once: making it takes half a second."""
    return root.build()._schema


@cache
def result_of(name: str) -> set[str]:
    """The codes of a mutation's result."""
    union: Any = built().mutation_type.fields[name].type.of_type
    names = [one.name for one in union.types if not one.name.endswith("Success")]
    return {"".join(f"_{c}" if c.isupper() else c.upper() for c in one).lstrip("_") for one in names}

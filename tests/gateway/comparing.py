"""Whether an answer is the one that graphql-core gives, and how many were compared.

The data are equal byte for byte. The errors are equal as a set of path, message and locations, but for those below a
place that an error has nulled: there, each must be one that could be, and one of them the cause.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import strawberry

from tests.gateway import executing
from tests.gateway.executing import Path, Possible, Result
from tests.gateway.operations import Case

SECONDS = 20
Error = tuple[Path | None, str, tuple[tuple[int, int], ...]]


def encoded(data: Any) -> bytes:
    """The bytes that are sent; what JSON cannot hold is told by its name, and must be the same too."""
    return orjson.dumps(data, default=repr)


def error_of(said: Mapping[str, Any]) -> Error:
    """What is compared of an error."""
    path = said.get("path")
    locations = tuple((place["line"], place["column"]) for place in said.get("locations") or ())
    return (None if path is None else tuple(path), said["message"], locations)


def nulled_above(data: Any, path: Path | None) -> Path | None:
    """The place above an error that it, or another, has nulled; None: the error stands where it happened."""
    for length, key in enumerate(path or ()):
        if data is None:
            return (path or ())[:length]
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None  # an error may say that it happened elsewhere
    return None


Groups = dict[Path | None, list[Error]]


def grouped(result: Result) -> Groups:
    """The errors by what they have nulled."""
    groups: Groups = defaultdict(list)
    for said in result.get("errors") or ():
        error = error_of(said)
        groups[nulled_above(result["data"], error[0])].append(error)
    return groups


def equal(got: Result, wanted: Result) -> bool:
    """Whether two results are the same, with all their errors."""
    mine, theirs = (Counter(error_of(said) for said in result.get("errors") or ()) for result in (got, wanted))
    return encoded(got["data"]) == encoded(wanted["data"]) and mine == theirs


def differences(got: Result, wanted: Result, could_be: Possible) -> list[str]:
    """In what a result is not as it should be."""
    if encoded(got["data"]) != encoded(wanted["data"]):
        return ["the data differ"]
    found, mine, theirs = [], grouped(got), grouped(wanted)
    if Counter(mine.pop(None, [])) != Counter(theirs.pop(None, [])):
        found.append("the errors differ")
    errors = {error_of(said) for said in could_be.errors}
    for place in mine.keys() | theirs.keys():
        there = mine.get(place, [])
        if not theirs.get(place):
            found.append(f"an error below {place}, which none has nulled")
        elif not set(there) <= errors | set(theirs[place]):
            found.append(f"an error below {place} that could not be")
        elif not any(error == theirs[place][-1] or could_be.causes(error[0], place) for error in there):
            found.append(f"no error that has nulled {place}")
    return found


@dataclass
class Tally:
    """What was compared."""

    whole: int = 0  # answers without an error
    partial: int = 0  # answers with errors of fields
    refused: int = 0  # documents that are not executed
    fell_back: int = 0

    @property
    def all(self) -> int:
        """Every document."""
        return self.whole + self.partial + self.refused

    def add(self, results: Iterable[Result]) -> None:
        """Count an answer."""
        errors = [error for result in results for error in result.get("errors") or ()]
        if not errors:
            self.whole += 1
        elif any("path" in error for error in errors):
            self.partial += 1
        else:
            self.refused += 1

    def is_sane(self, count: int) -> None:
        """Raise AssertionError where so many were not compared, or where nearly all went one way."""
        assert self.all == count
        assert self.whole * 3 >= count, str(self)
        assert self.partial * 10 >= count, str(self)

    def __str__(self) -> str:
        return (
            f"{self.all:,} documents: {self.whole:,} without errors, {self.partial:,} with errors of fields, "
            f"{self.refused:,} refused; {self.fell_back:,} fell back"
        )


@dataclass
class Subject:
    """A schema, and how to make what its operations are run with."""

    schema: strawberry.Schema
    context: Callable[[], Any]
    log: Callable[[Any], Any] = lambda _context: None  # what was done, for operations whose order matters
    root: Any = None
    tally: Tally = field(default_factory=Tally)
    settles: bool = False  # mutations change what is there: each is done once before, and then changes nothing more

    async def agree(self, case: Case, *, streams: bool = False) -> Result | list[Result]:
        """Run an operation both ways. Raises AssertionError with all it takes to see the difference."""
        before = executing.fallbacks()
        if self.settles and "mutation" in case.document:
            await self._possible(case)
        async with asyncio.timeout(SECONDS):
            both = await (self._events(case) if streams else self._answers(case))
        self.tally.fell_back += executing.fallbacks() - before
        got, wanted, mine, theirs = both
        self.tally.add(wanted)
        wrong = [f"{len(got)} results instead of {len(wanted)}"] if len(got) != len(wanted) else []
        for one, other in zip(got, wanted, strict=False):
            if not equal(one, other):
                wrong += differences(one, other, await self._possible(case, streams=streams))
        if self.log(mine) != self.log(theirs):
            wrong.append(f"done: {self.log(mine)}, by graphql-core: {self.log(theirs)}")
        assert not wrong, report(case, wrong, got, wanted)
        return wanted if streams else wanted[0]

    async def _answers(self, case: Case) -> tuple[list[Result], list[Result], Any, Any]:
        mine, theirs = self.context(), self.context()
        asked = (self.schema, case.document, case.variables)
        try:
            got = await executing.compiled(*asked, mine, root=self.root, operation_name=case.operation_name)
        except Exception as error:
            raise AssertionError(f"compiled, it raised {error!r}\n{case}") from error
        wanted = await executing.reference(*asked, theirs, root=self.root, operation_name=case.operation_name)
        return [got], [wanted], mine, theirs

    async def _events(self, case: Case) -> tuple[list[Result], list[Result], Any, Any]:
        mine, theirs = self.context(), self.context()
        asked = (self.schema, case.document, case.variables)
        try:
            got = await executing.compiled_events(*asked, mine, root=self.root, operation_name=case.operation_name)
        except Exception as error:
            raise AssertionError(f"compiled, it raised {error!r}\n{case}") from error
        wanted = await executing.reference_events(*asked, theirs, root=self.root, operation_name=case.operation_name)
        return got, wanted, mine, theirs

    async def _possible(self, case: Case, *, streams: bool = False) -> Possible:
        asked = (self.schema, case.document, case.variables, self.context())
        return await executing.possible(*asked, root=self.root, operation_name=case.operation_name, streams=streams)


def report(case: Case, wrong: list[str], got: list[Result], wanted: list[Result]) -> str:
    """All it takes to see a difference."""
    lines = ["; ".join(wrong), str(case)]
    for one, other in zip(got, wanted, strict=False):
        lines += [f"compiled:     {encoded(one).decode()}", f"graphql-core: {encoded(other).decode()}"]
    return "\n".join(lines)

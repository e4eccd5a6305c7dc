"""What stands in a file, as records or as what is wrong with them; a file of one kind, or of several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.ingest.lines import STANDARD_INPUT, TOO_LONG, Lines
from app.ingest.tables import UnusableError, table
from domain.errors import InvalidInput
from domain.records import KINDS, Record, misread

JSON_LINES = {".jsonl", ".ndjson"}


class _Named(msgspec.Struct):
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A record and the lines that it stands on, or what is wrong there. `size` is about what it weighs, in bytes."""

    kind: str
    said: Record | InvalidInput
    lines: Sequence[int]
    size: int


def read(name: str, kind: str | None, lines: Lines) -> Iterator[Read]:
    """Everything in a file, by the way that its name ends. Raises UnusableError where it can be nothing of ours."""
    if kind is not None and kind not in KINDS:
        raise UnusableError(f"There is no kind {kind!r}; there are {', '.join(KINDS)}.")
    path = Path(name)
    if name == STANDARD_INPUT or path.suffix in JSON_LINES:
        return _json(lines, kind or (path.stem if path.stem in KINDS else None))
    if path.suffix != ".csv":
        raise UnusableError(f"{name} is no file to feed: its name ends with .csv, .jsonl or .ndjson.")
    if (kind := kind or path.stem) not in KINDS:
        raise UnusableError(f"Say what the rows of {name} are with --kind: one of {', '.join(KINDS)}.")
    found = table(lines, KINDS[kind])
    return (Read(kind, said, numbers, size) for said, numbers, size in found)


def _json(lines: Lines, given: str | None) -> Iterator[Read]:
    """One object on each line. Where the lines are of several kinds, each names its own."""
    decoders = {kind: msgspec.json.Decoder(record) for kind, record in KINDS.items()}
    naming = msgspec.json.Decoder(_Named)
    for line in lines:
        at = [lines.number]
        if line is None:
            yield Read(given or "", TOO_LONG, at, 0)
        elif line.strip():
            kind = given or ""
            try:
                kind = given or _kind(naming.decode(line))
                record: Record = decoders[kind].decode(line)
                yield Read(kind, _right(record, kind), at, len(line))
            except InvalidInput as wrong:
                yield Read(kind, wrong, at, 0)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                yield Read(kind, misread(error, KINDS.get(kind, Record)), at, 0)


def _kind(line: _Named) -> str:
    if line.kind not in KINDS:
        raise InvalidInput("kind", f"Say what the line is: one of {', '.join(KINDS)}.")
    return line.kind


def _right(record: Record, kind: str) -> Record | InvalidInput:
    if record.kind in {None, kind}:
        return record
    return InvalidInput("kind", f"This line is of another kind: the others here are {kind}.")

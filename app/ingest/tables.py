"""CSV: a row for each record, and for conversations a row for each message, those of one conversation together."""

import csv
import re
import types
import typing
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby

import msgspec

from app.ingest.lines import TOO_LONG, Lines
from domain.errors import InvalidInput
from domain.records import MOST_MESSAGES, ConversationRecord, PastMessageRecord, Record, misread

Found = tuple[Record | InvalidInput, Sequence[int], int]
Cells = dict[str, object]
WHOLE = re.compile(r"-?[0-9]{1,19}")
MESSAGE = "message"  # what the columns of a conversation's message begin with


class UnusableError(Exception):
    """A file is nothing that can be fed; the text says why."""


class _Row(typing.NamedTuple):
    line: int
    cells: Cells | InvalidInput
    size: int


def table(lines: Lines, record: type[Record]) -> Iterator[Found]:
    """The records of a table. Raises UnusableError where its first row does not name columns of this kind."""
    texts = _texts(lines)
    reader = csv.reader(texts, strict=True)
    try:
        header = next(reader, None)
    except csv.Error as error:
        raise UnusableError(f"The first row is no row of CSV: {error}.") from error
    rows = _rows(reader, lines, _columns(header, record))
    return _conversations(rows) if record is ConversationRecord else _each(rows, record)


def _texts(lines: Lines) -> Iterator[str]:
    for line in lines:
        # What is not UTF-8 becomes what no text may hold, so that only its row is refused; likewise what is too long.
        yield "\udcff\n" if line is None else line.decode(errors="surrogateescape")


def _columns(header: list[str] | None, record: type[Record]) -> list[tuple[str, Callable[[str], object]]]:
    if not header:
        raise UnusableError("The file is empty: its first row names the columns.")
    known = _cells_of(record)
    if record is ConversationRecord:
        known.pop("messages")
        known |= {MESSAGE + name[0].upper() + name[1:]: cell for name, cell in _cells_of(PastMessageRecord).items()}
    if wrong := [name for name in header if name not in known]:
        names = ", ".join(repr(name[:40]) for name in wrong[:5])
        raise UnusableError(f"These are no columns of this kind: {names}; there are {', '.join(known)}.")
    if len(set(header)) != len(header):
        raise UnusableError("A column is named twice.")
    return [(name, known[name]) for name in header]


def _cells_of(record: type[msgspec.Struct]) -> dict[str, Callable[[str], object]]:
    """How the cells of each column are read: what is not said here is read from text as in JSON."""
    hints = typing.get_type_hints(record)
    named = zip(record.__struct_encode_fields__, record.__struct_fields__, strict=True)
    return {name: _cell(hints[field]) for name, field in named if name != "kind"}


def _cell(hint: object) -> Callable[[str], object]:
    kinds = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if bool in kinds:
        return lambda cell: {"true": True, "false": False}.get(cell.strip().lower(), cell)
    if int in kinds:
        return lambda cell: int(cell) if WHOLE.fullmatch(cell) else cell
    if typing.get_origin(hint) is list:
        return str.split
    return str


def _rows(reader: typing.Any, lines: Lines, columns: Sequence[tuple[str, Callable[[str], object]]]) -> Iterator[_Row]:
    while True:
        first, before = lines.number + 1, lines.read
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Row(first, InvalidInput("", f"This is no row of CSV: {error}."), 0)
            continue
        size = lines.read - before
        if row == ["\udcff"]:
            yield _Row(first, TOO_LONG, 0)
        elif len(row) > len(columns):
            yield _Row(
                first, InvalidInput("", f"The row has {len(row)} cells, and there are {len(columns)} columns."), 0
            )
        elif any(row):
            cells = {name: read(cell) for (name, read), cell in zip(columns, row, strict=False) if cell}
            yield _Row(first, cells, size)


def _each(rows: Iterator[_Row], record: type[Record]) -> Iterator[Found]:
    for row in rows:
        yield _said(row.cells, record), [row.line], row.size


def _said(cells: Cells | InvalidInput, record: type[Record]) -> Record | InvalidInput:
    if isinstance(cells, InvalidInput):
        return cells
    try:
        return msgspec.convert(cells, record)
    except msgspec.ValidationError as error:
        return misread(error, record)


# ── conversations ──


def _conversations(rows: Iterator[_Row]) -> Iterator[Found]:
    """Rows that follow each other and have one externalId are one conversation."""
    for _, group in groupby(rows, lambda row: row.cells.get("externalId") if isinstance(row.cells, dict) else row.line):
        yield _conversation(group)


def _conversation(rows: Iterator[_Row]) -> Found:
    """What its first row says holds for it; further ones may say the same again, or leave it out."""
    first = next(rows)
    if isinstance(first.cells, InvalidInput):
        return first.cells, [first.line], 0
    messages: list[Cells] = []
    numbers, size = [], 0
    differing: Found | None = None
    of_all = {name: cell for name, cell in first.cells.items() if not name.startswith(MESSAGE)}
    for row in chain([first], rows):
        if not isinstance(row.cells, dict) or len(messages) > MOST_MESSAGES:
            continue  # one too many is enough to be refused for it
        numbers.append(row.line)
        size += row.size
        message = {}
        for name, cell in row.cells.items():
            if name.startswith(MESSAGE):
                message[name[len(MESSAGE)].lower() + name[len(MESSAGE) + 1 :]] = cell
            elif of_all.get(name) != cell and differing is None:
                differing = InvalidInput(name, "The conversation's first row says something else."), [row.line], 0
        if message:
            messages.append(message)
    return differing or (_said({**of_all, "messages": messages}, ConversationRecord), numbers, size)

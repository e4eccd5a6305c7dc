"""CSV: a row for each record, and for conversations a row for each message, those of one conversation together."""

import csv
import re
import types
import typing
from collections.abc import Callable, Iterator, Sequence

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
    id: str | None = None  # of the conversation, where that can be read


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
    place = next((place for place, (name, _) in enumerate(columns) if name == "externalId"), len(columns))
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
            wrong = InvalidInput("", f"The row has {len(row)} cells, and there are {len(columns)} columns.")
            yield _Row(first, wrong, 0, row[place] if place < len(columns) else None)
        elif any(row):
            cells = {name: read(cell) for (name, read), cell in zip(columns, row, strict=False) if cell}
            yield _Row(first, cells, size, row[place] if place < len(row) else "")


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
    """Rows that follow each other and have one externalId are one conversation, which goes in whole or not at all."""
    talk: _Talk | None = None
    unread: int | None = None  # the line before this row, if that could not be read
    for row in rows:
        if row.id is None and isinstance(row.cells, InvalidInput):
            yield row.cells, [row.line], 0
            unread = row.line
            if talk is not None:
                talk.lack(unread)
            continue
        if talk is None or talk.id != row.id:
            if talk is not None:
                yield talk.found()
            talk = _Talk(row)
            if unread is not None:
                talk.lack(unread)
        unread = None
        talk.add(row)
    if talk is not None:
        yield talk.found()


class _Talk:
    """A conversation, row by row. What its first row says holds for it; others may say the same, or leave it out."""

    def __init__(self, first: _Row) -> None:
        self.id = first.id
        cells = first.cells if isinstance(first.cells, dict) else {}
        self._of_all = {name: cell for name, cell in cells.items() if not name.startswith(MESSAGE)}
        self._messages: list[Cells] = []
        self._lines = [first.line]
        self._size = 0
        self._wrong: Found | None = None

    def lack(self, line: int) -> None:
        """Beside it stands a row that may have been one of its own: without that it would be another conversation."""
        self._refuse(f"The row of line {line} cannot be read, and may be of this conversation.", self._lines[0])

    def add(self, row: _Row) -> None:
        """One more row."""
        if isinstance(row.cells, InvalidInput):
            self._refuse(row.cells.detail, row.line)
        elif len(self._messages) <= MOST_MESSAGES:  # one too many is enough to be refused for it
            self._add(row, row.cells)

    def found(self) -> Found:
        """The conversation, or the first thing that is wrong with it."""
        record = _said({**self._of_all, "messages": self._messages}, ConversationRecord)
        return self._wrong or (record, self._lines, self._size)

    def _refuse(self, detail: str, line: int, field: str = "") -> None:
        self._wrong = self._wrong or (InvalidInput(field, detail), [line], 0)

    def _add(self, row: _Row, cells: Cells) -> None:
        if row.line != self._lines[0]:
            self._lines.append(row.line)
        self._size += row.size
        message = {}
        for name, cell in cells.items():
            if name.startswith(MESSAGE):
                message[name[len(MESSAGE)].lower() + name[len(MESSAGE) + 1 :]] = cell
            elif self._of_all.get(name) != cell:
                self._refuse("The conversation's first row says something else.", row.line, name)
        if message:
            self._messages.append(message)

"""What became of a file: the first bad rows on the terminal, all of them in a file, and the sums."""

import sys
from collections import Counter
from pathlib import Path

import orjson

from app.ingest.reading import Read
from domain.feeding import Outcome, Status

SHOWN = 20


class Report:
    """Counts outcomes, and says of each bad row where it is, which field is wrong, and what would be right."""

    def __init__(self, bad: Path | None) -> None:
        self._bad = None if bad is None else bad.open("wb")
        self._sums: dict[str, Counter[Status]] = {}
        self.refused = 0

    def note(self, row: Read, outcome: Outcome) -> None:
        """What became of a record."""
        self._sums.setdefault(row.kind or "lines", Counter())[outcome.status] += 1
        if outcome.problem is None:
            return
        self.refused += 1
        field = str(outcome.problem.facts.get("field", ""))
        line, detail = _line(row, field), outcome.problem.detail
        if self._bad is not None:
            words = {"kind": row.kind, "externalId": outcome.external_id, "field": field, "detail": detail}
            bad = {name: _plain(said) for name, said in words.items()}
            self._bad.write(orjson.dumps({"line": line, **bad, "code": outcome.problem.code}) + b"\n")
        if self.refused <= SHOWN:
            where = f"line {line}: {field}: " if field else f"line {line}: "
            sys.stderr.write(_plain(f"{where}{detail}") + "\n")

    def summarise(self) -> None:
        """The sums, by kind."""
        if self.refused > SHOWN:
            how = "--bad FILE has all of them." if self._bad is None else "They are in the file of --bad."
            sys.stderr.write(f"… and {self.refused - SHOWN:,} more. {how}\n")
        for kind, sums in self._sums.items():
            told = ", ".join(f"{sums[status]:,} {status.lower()}" for status in Status)
            sys.stdout.write(f"{kind}: {told}\n")
        if not self._sums:
            sys.stdout.write("There was nothing in it.\n")

    def close(self) -> None:
        """Let the file go."""
        if self._bad is not None:
            self._bad.close()


def _line(row: Read, field: str) -> int:
    """Of a conversation in a table, the line of the message that is wrong."""
    first, _, rest = field.partition(".")
    place = rest.partition(".")[0]
    if first == "messages" and len(row.lines) > 1 and place.isdigit() and int(place) < len(row.lines):
        return row.lines[int(place)]
    return row.lines[0]


def _plain(said: str) -> str:
    """Words of a file cannot move the terminal's cursor."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in said)

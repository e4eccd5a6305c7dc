"""Lines of a file or of standard input, one at a time and none longer than there is room for."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from domain.errors import InvalidInput

LONGEST = 16 * 1024 * 1024  # bytes
STANDARD_INPUT = "-"
_BOM = b"\xef\xbb\xbf"

TOO_LONG = InvalidInput("", f"The line is longer than {LONGEST:,} bytes: nothing of it was taken.")


class Lines:
    """The lines of a file, and how much of it has been read."""

    def __init__(self, name: str) -> None:
        self.number = 0  # of the line that was read last
        self.read = 0  # bytes
        self.size: int | None = None
        self._file: BinaryIO = sys.stdin.buffer
        if name != STANDARD_INPUT:
            self._file = Path(name).open("rb")  # noqa: SIM115 - `close` does
            self.size = Path(name).stat().st_size or None

    def __iter__(self) -> Iterator[bytes | None]:
        """Each line; None for one that is too long, which is passed over piece by piece."""
        while line := self._file.readline(LONGEST):
            self.number += 1
            self.read += len(line)
            if len(line) == LONGEST and not line.endswith(b"\n"):
                self._pass_over()
                yield None
            else:
                yield line.removeprefix(_BOM) if self.number == 1 else line

    def _pass_over(self) -> None:
        while piece := self._file.readline(LONGEST):
            self.read += len(piece)
            if piece.endswith(b"\n"):
                return

    def close(self) -> None:
        """Let the file go."""
        if self._file is not sys.stdin.buffer:
            self._file.close()

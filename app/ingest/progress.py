"""A line that shows how far a file has been fed, where somebody looks at it."""

import sys
import time

WIDTH = 30
EVERY_SECONDS = 0.1


class Progress:
    """Redraws one line of the terminal; on anything else it stays silent."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._drawn_at = 0.0
        self._is_watched = sys.stderr.isatty()

    def draw(self, records: int, read: int, size: int | None) -> None:
        """So many records are done, of so many bytes."""
        now = time.monotonic()
        if not self._is_watched or now - self._drawn_at < EVERY_SECONDS:
            return
        self._drawn_at = now
        share = min(1.0, read / size) if size else None
        bar = "" if share is None else f"[{'#' * int(share * WIDTH):<{WIDTH}}] {share:4.0%} "
        rate = records / max(now - self._began, EVERY_SECONDS)
        sys.stderr.write(f"\r\x1b[K{bar}{records:,} records, {rate:,.0f}/s")
        sys.stderr.flush()

    def clear(self) -> None:
        """Leave the line empty."""
        if self._is_watched:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

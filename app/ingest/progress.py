"""A line that shows how far a file has been fed, where somebody looks at it."""

from tqdm import tqdm


class Progress:
    """A bar of the bytes that were read, with the records; on anything else than a terminal it stays silent."""

    def __init__(self, size: int | None) -> None:
        self._bar = tqdm(total=size, unit="B", unit_scale=True, leave=False, disable=None)

    def draw(self, records: int, read: int) -> None:
        """So many records are done, of so many bytes."""
        self._bar.set_postfix_str(f"{records:,} records", refresh=False)
        self._bar.update(read - self._bar.n)

    def clear(self) -> None:
        """Leave the line empty."""
        self._bar.clear()

    def close(self) -> None:
        """Draw it no more."""
        self._bar.close()

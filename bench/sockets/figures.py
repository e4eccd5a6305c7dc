"""The lines of the sockets' table."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.load import table

HEADER = ["figure", "must reach", "measured", "parley", "reference", "limit", "ratio"]
SIDES = ["parley", "reference", "limit"]

Values = Mapping[str, Sequence[float]]  # of each side, one for each round


@dataclass(frozen=True, slots=True)
class Line:
    """A figure: what it must reach, what Parley reached, and each side's own value."""

    figure: str
    must: str
    measured: str
    values: dict[str, str] = field(default_factory=dict)
    ratio: float | None = None

    def cells(self) -> list[str]:
        """As the table has them."""
        sides = [self.values.get(side, "-") for side in SIDES]
        return [self.figure, self.must, self.measured, *sides, table.shown(self.ratio)]


def of(figure: str, must: str, values: Values, show: Callable[[float], str], *, by_ratio: bool = False) -> Line:
    """Medians of the rounds; what was measured is Parley's own, or its ratio to the limit, round by round."""
    middles = {side: statistics.median(rounds) for side, rounds in values.items() if rounds}
    pairs = zip(values.get("parley", ()), values.get("limit", ()), strict=False)
    ratios = [mine / least for mine, least in pairs if least]
    ratio = statistics.median(ratios) if ratios else None
    own = show(middles["parley"]) if "parley" in middles else "-"
    measured = ("-" if ratio is None else f"{ratio:.2f}") if by_ratio else own
    return Line(figure, must, measured, {side: show(value) for side, value in middles.items()}, ratio)


def draw(lines: Sequence[Line]) -> str:
    """The table."""
    return table.draw(HEADER, [line.cells() for line in lines])

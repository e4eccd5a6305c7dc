"""Figures as tables that can be read in a terminal and pasted into docs/performance.md."""

import statistics
from collections.abc import Callable, Iterable, Sequence

from bench.load.rounds import Round


def median(rounds: Iterable[Round], figure: Callable[[Round], float | None]) -> float | None:
    """The median of a figure, where there is one."""
    figures = [value for value in map(figure, rounds) if value is not None]
    return statistics.median(figures) if figures else None


def ratio(
    mine: Sequence[Round], theirs: Sequence[Round] | None, figure: Callable[[Round], float | None]
) -> float | None:
    """The median of mine / theirs, round by round."""
    if theirs is None:
        return None
    pairs = [(figure(a), figure(b)) for a, b in zip(mine, theirs, strict=True)]
    ratios = [a / b for a, b in pairs if a is not None and b]
    return statistics.median(ratios) if ratios else None


def both_per_thousand(one: Round) -> float:
    """CPU seconds of server and database together per 1,000 requests."""
    return one.server_per_thousand + (one.database_per_thousand or 0)


def shown(value: float | None, digits: int = 2) -> str:
    """A figure, or a dash."""
    return "-" if value is None else f"{value:,.{digits}f}"


def draw(header: Sequence[str], lines: Sequence[Sequence[str]], words: int = 2) -> str:
    """A Markdown table: the columns of words to the left, then figures to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(header, *lines, strict=True)]
    rule = ["-" * width if i < words else "-" * (width - 1) + ":" for i, width in enumerate(widths)]

    def line(cells: Sequence[str]) -> str:
        sized = enumerate(zip(cells, widths, strict=True))
        return f"| {' | '.join(f'{cell:<{n}}' if i < words else f'{cell:>{n}}' for i, (cell, n) in sized)} |"

    return "\n".join([line(header), line(rule), *map(line, lines)])


HEADER = [
    "scenario", "server", "requests/s", "p50 ms", "p99 ms", "server CPU s / 1,000", "database CPU s / 1,000",
    "memory MB", "bytes", "server CPU : limit", "both CPUs : limit", "requests/s : limit",
]  # fmt: skip


def lines(scenario: str, measured: dict[str, list[Round]]) -> list[list[str]]:
    """A scenario's lines: each server's medians, and its ratios to the limit."""
    return [_line(scenario, server, rounds, measured.get("limit")) for server, rounds in measured.items()]


def _line(scenario: str, server: str, rounds: list[Round], limit: list[Round] | None) -> list[str]:
    return [
        scenario,
        server,
        shown(median(rounds, lambda r: r.load.rate), 0),
        shown(median(rounds, lambda r: r.load.percentile(50)), 1),
        shown(median(rounds, lambda r: r.load.percentile(99)), 1),
        shown(median(rounds, lambda r: r.server_per_thousand)),
        shown(median(rounds, lambda r: r.database_per_thousand)),
        shown(median(rounds, lambda r: r.memory), 0),
        shown(median(rounds, lambda r: r.load.mean_size), 0),
        shown(ratio(rounds, limit, lambda r: r.server_per_thousand)),
        shown(ratio(rounds, limit, both_per_thousand)),
        shown(ratio(rounds, limit, lambda r: r.load.rate)),
    ]

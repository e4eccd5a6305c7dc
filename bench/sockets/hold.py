"""How long one document may hold the event loop."""

import secrets
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench.load import table
from bench.load.client import connect, post
from bench.sockets.figures import Line
from bench.sockets.hostile import QUESTIONS
from bench.sockets.people import People
from bench.sockets.sides import Side

SIZES = {1_000: ("1 KB", "≤ 20 ms"), 100_000: ("100 KB", "≤ 50 ms")}
HEADER = [
    "document",
    "server",
    *(f"{name}: {what}" for name, _ in SIZES.values() for what in ("ms", "CPU ms", "status")),
]
SALT = 10  # bytes of a comment that makes each document one that was never seen


@dataclass(frozen=True, slots=True)
class Held:
    """Of one question, asked several times: the median of the longest holds, their longest, the thread's CPU alone."""

    document: str
    server: str
    size: int
    wall: float
    longest: float
    cpu: float
    status: str

    def cells(self) -> list[str]:
        """As the second table has them."""
        return [table.shown(self.wall, 1), table.shown(self.cpu, 1), self.status]


async def hold(sides: Sequence[Side], folk: People, rounds: int) -> tuple[list[Line], str]:
    """The worst of each size, and the table of all."""
    (token,) = folk.tokens([folk.places[0][0]])
    held = [
        await _held(side, token, name, size, rounds)
        for name in QUESTIONS
        for side in sides
        if side.name != "limit"
        for size in SIZES
    ]
    lines = [_line(size, [one for one in held if one.size == size]) for size in SIZES]
    rows = [
        [one.document, one.server, *one.cells(), *other.cells()]
        for one, other in zip(held[::2], held[1::2], strict=True)
    ]
    return lines, table.draw(HEADER, rows)


async def _held(side: Side, token: str, name: str, size: int, rounds: int) -> Held:
    walls, works, statuses = [], [], set()
    for _ in range(rounds):
        question = QUESTIONS[name](size - SALT)
        question["query"] = f"#{secrets.token_hex(4)}\n{question['query']}"
        connection = await connect(side.server.port)
        await side.held()
        status, _body = await connection.ask(post("/graphql", token, question))
        seen = await side.held()
        connection.close()
        walls.append(seen.wall)
        works.append(seen.cpu)
        statuses.add(str(status))
    told = " ".join(sorted(statuses))
    return Held(name, side.name, size, statistics.median(walls), max(walls), statistics.median(works), told)


def _line(size: int, held: Sequence[Held]) -> Line:
    name, must = SIZES[size]
    worst = {}
    for side in dict.fromkeys(one.server for one in held):
        worst[side] = max((one for one in held if one.server == side), key=lambda one: one.wall)
    values = {side: f"{one.wall:.1f} ms ({one.document})" for side, one in worst.items()}
    longest = max((one.longest for one in held if one.server == "parley"), default=0.0)
    measured = f"{worst['parley'].wall:.1f} ms (once {longest:.1f} ms)" if "parley" in worst else "-"
    return Line(f"the event loop held by a document of {name}", must, measured, values)

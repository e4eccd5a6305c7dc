"""Which operations were not compiled but fell back, as a server counts them in its metrics."""

import re

from bench.load.client import connect, get
from bench.load.servers import Server

COUNTER = re.compile(rb'^gateway_fallbacks_total(?:\{(?:[^}]*,)?reason="([^"]*)"[^}]*\})? (\S+)', re.MULTILINE)


async def fallbacks(server: Server) -> str:
    """A sentence for the reader of a table."""
    connection = await connect(server.port)
    status, body = await connection.ask(get("/metrics"))
    connection.close()
    if status != 200:
        return f"{server.name}: operations that fell back: not counted"
    counts = {reason.decode(): int(float(count)) for reason, count in COUNTER.findall(body)}
    told = ", ".join(f"{reason}: {count}" for reason, count in counts.items() if count)
    return f"{server.name}: operations that fell back: {sum(counts.values())}" + (f" ({told})" if told else "")

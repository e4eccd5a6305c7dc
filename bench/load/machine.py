"""What processes have cost so far, as Linux counts it."""

import os
from dataclasses import dataclass
from pathlib import Path

import asyncpg

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int, *, with_the_dead: bool = False) -> float:
    """User and system time of a process, all threads; and of its children that have ended, where asked for."""
    fields = _stat(pid)
    return sum(int(field) for field in fields[11 : 15 if with_the_dead else 13]) / TICKS


def family_seconds(pid: int) -> float:
    """The same of a process with its children, those who have ended among them."""
    total = cpu_seconds(pid, with_the_dead=True)
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split():
        try:
            total += cpu_seconds(int(child))
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended
    return total


def memory(pid: int) -> float:
    """Resident memory of a process, MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def busy_seconds() -> float:
    """What the whole machine has worked."""
    user, nice, system, _idle, _waiting, *interrupts = (
        int(field) for field in Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:8]
    )
    return (user + nice + system + sum(interrupts)) / TICKS


def _stat(pid: int) -> list[str]:
    # The name, in brackets, may hold anything; the state follows it as field 3.
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


@dataclass(slots=True)
class PostgresServer:
    """A PostgreSQL server on this machine: its first process and all that it started."""

    pid: int

    @classmethod
    async def find(cls, url: str) -> "PostgresServer | None":
        """The server behind a URL, if it runs here."""
        connection = await asyncpg.connect(url.partition("?")[0])
        try:
            backend = await connection.fetchval("SELECT pg_backend_pid()")
            name = Path(f"/proc/{backend}/comm")
            if name.exists() and name.read_text(encoding="utf-8").startswith("postgres"):  # noqa: ASYNC240 - /proc
                return cls(int(_stat(backend)[1]))
        finally:
            await connection.close()
        return None

    def cpu_seconds(self) -> float:
        """What the server has cost, with those of its processes that have ended."""
        return family_seconds(self.pid)

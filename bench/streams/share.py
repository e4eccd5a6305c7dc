"""Holding a process to a share of a core: a group of its own for the kernel's CPU controller."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PERIOD_US = 20_000  # short, so that what waits for its next turn waits little
OLD, NEW = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")


class NoShareError(Exception):
    """The kernel's CPU controller is not to be had: it needs root, and cgroups that may be written."""


@contextmanager
def share(cores: float) -> Iterator["Share"]:
    """A group whose processes have so much of a core together. Raises NoShareError."""
    quota, name = round(cores * PERIOD_US), f"parley-bench-{secrets.token_hex(4)}"
    try:
        if (OLD / "cpu.cfs_quota_us").exists():
            group = OLD / name
            group.mkdir()
            (group / "cpu.cfs_period_us").write_text(f"{PERIOD_US}", encoding="ascii")
            (group / "cpu.cfs_quota_us").write_text(f"{quota}", encoding="ascii")
        else:
            group = NEW / name
            group.mkdir()
            (group / "cpu.max").write_text(f"{quota} {PERIOD_US}", encoding="ascii")
    except OSError as error:
        raise NoShareError(f"no share of a core can be given: {error}") from error
    try:
        yield Share(group)
    finally:
        group.rmdir()  # whoever was in it has ended


class Share:
    """A group."""

    def __init__(self, group: Path) -> None:
        self._group = group

    def hold(self, pid: int) -> None:
        """Put a process into it, with all its threads."""
        os.stat(f"/proc/{pid}")  # noqa: PTH116 - or it has ended
        (self._group / "cgroup.procs").write_text(f"{pid}", encoding="ascii")

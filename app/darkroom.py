"""Where pictures are developed: each in a process of its own, a few at a time, and only one large one."""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
from structlog.stdlib import get_logger

from app.pictures.kinds import DAMAGED, FULL, LARGE_ONE, THUMBNAIL, UNPROCESSABLE, Limits, Picture, Refused

AT_ONCE = 2
WAITING = 20
SECONDS = 60.0
ROOT = Path(__file__).parents[1]
# No secret of ours, and nothing that changes what Python does.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")

log = get_logger()


class Developed:
    """A picture, and the files that it is kept in."""

    def __init__(self, picture: Picture, folder: Path) -> None:
        self.picture = picture
        self.full = folder / FULL
        self.thumbnail = folder / THUMBNAIL


class Darkroom:
    """Turns what was uploaded into what is kept."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._large = asyncio.Lock()
        self._waiting = 0

    @property
    def busy(self) -> bool:
        """Whether so many wait that another should come back later."""
        return self._waiting >= WAITING

    async def develop(self, source: Path, folder: Path, limits: Limits) -> Developed:
        """Develop a file into a folder. Raises Refused for what is no picture that can be sent."""
        self._waiting += 1
        try:
            async with self._places:
                said = await self._process(source, folder, limits)
        finally:
            self._waiting -= 1
        if "detail" in said:
            if "error" in said:
                log.info("a picture could not be read", error=said["error"])
            raise Refused(said["status"], said["detail"])
        return Developed(Picture(**said), folder)

    async def _process(self, source: Path, folder: Path, limits: Limits) -> dict[str, Any]:
        words = [str(source), str(folder), str(limits.max_pixels), str(limits.thumbnail_pixels)]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.pictures", *words, cwd=ROOT, start_new_session=True,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            said = await _line(process)
            if said == LARGE_ONE.encode():
                async with self._large:
                    said = await _line(process, b"\n")
        except TimeoutError:
            raise Refused(UNPROCESSABLE, "The picture takes too long to be read.") from None
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if not said:  # it was stopped: by its limits of memory and time, or by a fault of a decoder
            log.warning("a picture could not be developed", status=process.returncode)
            return {"status": UNPROCESSABLE, "detail": DAMAGED}
        found: dict[str, Any] = orjson.loads(said)
        return found


async def _line(process: asyncio.subprocess.Process, answer: bytes = b"") -> bytes:
    """The next thing that it says. Its last has no end of line: then it has ended, too."""
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(answer)
    async with asyncio.timeout(SECONDS):
        line = await process.stdout.readline()
        if not line.endswith(b"\n"):
            await process.wait()
    return line

"""What people may ask of their data, on the command line: a copy of all of it, and its end (PLT-4)."""

import argparse
import asyncio
import sys

from app import houses, rendering
from app.settings import Settings
from domain.actions import erasures, exports, timers
from domain.erasures import HANDLE
from domain.house import House
from domain.queries import accounts
from domain.queries import erasures as queries
from domain.viewer import System
from models.due import DueKind

PAUSE_SECONDS = 0.05  # while a server goes on with the same erasure


async def export(settings: Settings, asked: argparse.Namespace) -> int:
    """Write all that an account has here into a file, as JSON Lines."""
    async with houses.opened(settings) as house:
        key = await accounts.key_of(house, asked.handle)
        if key is None:
            return _unknown(asked.handle)
        await exports.account(System(house), key)
        written = 0
        with await asyncio.to_thread(asked.file.open, "wb") as file:
            async for piece in rendering.account(house, key):
                await asyncio.to_thread(file.write, piece)
                written += piece.count(b"\n")
    sys.stdout.write(f"{written:,} lines of @{asked.handle} are in {asked.file}\n")
    return 0


async def erase(settings: Settings, asked: argparse.Namespace) -> int:
    """Erase an account, and wait until none of its words is left; after a crash it goes on by the new name."""
    async with houses.opened(settings) as house:
        key = await accounts.key_of(house, asked.handle)
        if key is None:
            return _unknown(asked.handle)
        await erasures.erase(System(house), key, asked.handle)
        sys.stdout.write(f"@{asked.handle} is @{HANDLE}{key} from here on; its words go next\n")
        sys.stdout.flush()  # by this name it is said again, if it does not come to its end
        await _finished(house, key)
    sys.stdout.write(f"@{asked.handle} is erased: it is @{HANDLE}{key} now, and none of its words is left\n")
    return 0


async def _finished(house: House, key: int) -> None:
    system = System(house)
    while True:
        erasure = await queries.one(house, key)
        if erasure is None or erasure.finished_at is not None:
            return
        if not await timers.run(system, DueKind.ERASURE_GOES_ON, key):
            await asyncio.sleep(PAUSE_SECONDS)


def _unknown(handle: str) -> int:
    sys.stderr.write(f"There is no account @{handle}.\n")
    return 1

"""Deeds of talk: words and pictures, sent, taken back and read."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

from app.demo import pictures, there
from app.demo.stage import Scene
from app.keeping import keep, limits
from domain.actions import conversations, messages, recalls
from domain.actions.drafts import Draft

Verb: TypeAlias = Callable[..., Awaitable[object]]


async def say(scene: Scene, text: str) -> None:
    """Say something."""
    await send(scene, Draft(text=text))


async def photo(scene: Scene, name: str, text: str | None = None) -> None:
    """Send a photo, perhaps with a text."""
    await send(scene, Draft(media_key=await _uploaded(scene, "photo", name), text=text))


async def gif(scene: Scene, name: str) -> None:
    """Send a GIF."""
    await send(scene, Draft(media_key=await _uploaded(scene, "gif", name)))


async def recall(scene: Scene) -> None:
    """Take back what this side said last."""
    sequence = await scene.here(there.SAID, scene.stage.accounts[scene.me])
    await recalls.recall(await scene.viewer(), await scene.conversation(), sequence)


async def read(scene: Scene) -> None:
    """Read all there is."""
    await conversations.mark_read(await scene.viewer(), [await scene.conversation()])


async def send(scene: Scene, draft: Draft) -> None:
    """Send a message to the other side."""
    await messages.send(await scene.viewer(), await scene.conversation(), scene.deed.made, draft)


async def _uploaded(scene: Scene, kind: str, name: str) -> int:
    """Draw a picture and keep it, as if it had been uploaded."""
    stage, viewer = scene.stage, await scene.viewer()
    numbers = viewer.house.policy.of(viewer.account.home_market)
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:
        drawn = Path(folder) / "drawn"
        await asyncio.to_thread(pictures.DRAWN[kind], name, drawn)
        developed = await stage.darkroom.develop(drawn, Path(folder), limits(numbers))
        return (await keep(viewer, stage.store, developed)).key


VERBS: dict[str, Verb] = {"say": say, "photo": photo, "gif": gif, "recall": recall, "read": read}

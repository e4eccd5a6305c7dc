"""Deeds of linking: agencies ask, creators agree, and either may want it otherwise later."""

from app.demo import there
from app.demo.deeds.talk import Verb
from app.demo.stage import Scene
from domain.actions import links, partnerships, proposals
from domain.actions.partnerships import NewLink
from domain.actions.proposals import NewChange
from models.accounts import Programme


async def ask(scene: Scene, programme: str, percent: str, ends: str) -> None:
    """Ask the creator to link, at a percentage, up to a day."""
    rate, ends_at = int(percent) * 100, scene.day(ends)
    new = NewLink(creator_key=scene.other_key, programme=Programme(programme), rate=rate, ends_at=ends_at)
    await partnerships.invite(await scene.viewer(), scene.deed.made, new)


async def agree(scene: Scene) -> None:
    """Link, agreeing to everything."""
    key, viewer = await scene.here(there.LINK), await scene.viewer()
    places = await scene.stage.house.database.fetch(there.AGREEMENTS, key)
    await partnerships.respond(viewer, key, accept=True, agreed=[(key, place) for (place,) in places])


async def refuse(scene: Scene) -> None:
    """Rather not."""
    await partnerships.respond(await scene.viewer(), await scene.here(there.LINK), accept=False)


async def take_back(scene: Scene) -> None:
    """Do not ask any more."""
    await partnerships.withdraw(await scene.viewer(), await scene.here(there.LINK))


async def leave(scene: Scene) -> None:
    """Ask to be let go."""
    await links.request_unlink(await scene.viewer(), await scene.here(there.LINK))


async def let_go(scene: Scene) -> None:
    """Let the creator go who asked for it."""
    await links.respond_to_unlink(await scene.viewer(), await scene.here(there.LINK), accept=True)


async def keep(scene: Scene) -> None:
    """Do not let the creator go."""
    await links.respond_to_unlink(await scene.viewer(), await scene.here(there.LINK), accept=False)


async def unlink(scene: Scene) -> None:
    """End the link at once."""
    await links.unlink(await scene.viewer(), await scene.here(there.LINK))


async def propose_rate(scene: Scene, percent: str) -> None:
    """Propose another share."""
    await _propose(scene, NewChange(rate=int(percent) * 100))


async def propose_end(scene: Scene, ends: str) -> None:
    """Propose a later end."""
    await _propose(scene, NewChange(ends_at=scene.day(ends)))


async def consent(scene: Scene) -> None:
    """Agree to what was proposed last."""
    await proposals.respond(await scene.viewer(), await scene.here(there.CHANGE), accept=True)


async def object_(scene: Scene) -> None:
    """Decline it."""
    await proposals.respond(await scene.viewer(), await scene.here(there.CHANGE), accept=False)


async def _propose(scene: Scene, change: NewChange) -> None:
    await proposals.propose(await scene.viewer(), scene.deed.made, await scene.here(there.LINK), change)


VERBS: dict[str, Verb] = {
    "ask": ask, "agree": agree, "refuse": refuse, "take-back": take_back, "leave": leave, "let-go": let_go,
    "keep": keep, "unlink": unlink, "propose-rate": propose_rate, "propose-end": propose_end, "consent": consent,
    "object": object_,
}  # fmt: skip

"""Deeds about leads: requests to collaborate, marks, and where a partner stands with a lead."""

from app.demo import there
from app.demo.deeds.talk import Verb
from app.demo.stage import Scene
from domain.actions import collaboration_requests, leads
from domain.actions.leads import LeadChange
from models.leads import LeadStatus

SHARE = {"with contact": True, "without contact": False}


async def collaborate(scene: Scene, contact: str) -> None:
    """Ask the LIVE partner to collaborate."""
    viewer, share = await scene.viewer(), SHARE[contact]
    await collaboration_requests.ask(viewer, scene.deed.made, scene.partner_key, share_contact=share)


async def mark(scene: Scene) -> None:
    """Take the creator into the pool."""
    await leads.mark(await scene.viewer(), scene.other_key)


async def unmark(scene: Scene) -> None:
    """Take the creator out of the pool again."""
    await leads.unmark(await scene.viewer(), scene.other_key)


async def stand(scene: Scene, status: str, note: str | None = None) -> None:
    """Say where one stands with the creator, perhaps with a note."""
    key = await scene.find(there.LEAD, scene.partner_key, scene.other_key)
    change = LeadChange(status=LeadStatus(status), notes=note is not None, note=note)
    await leads.update(await scene.viewer(), key, change)


VERBS: dict[str, Verb] = {"collaborate": collaborate, "mark": mark, "unmark": unmark, "stand": stand}

"""Deeds of offering: products, lists of them, target collaborations; and what creators take of it."""

from app.demo import there
from app.demo.deeds.talk import Verb, send
from app.demo.stage import Scene
from domain.actions import catalog, collaborations, invitations, showcase, targets
from domain.actions.collaborations import NewCampaign, NewList
from domain.actions.drafts import Draft
from domain.actions.targets import NewTarget
from domain.viewer import System
from models.catalog import ProductState

FLAGS = {"": {}, "samples": {"free_sample": True}, "at once": {"free_sample": True, "auto_approve_samples": True}}


async def show(scene: Scene, names: str, text: str | None = None) -> None:
    """Send products that are open to everybody."""
    await send(scene, Draft(products=scene.named(names), text=text))


async def show_by(scene: Scene, invitation: str, names: str, text: str | None = None) -> None:
    """Send products of a target collaboration, with the invitation to it."""
    key = await scene.here(there.INVITATION, invitation)
    await send(scene, Draft(products=scene.named(names), text=text, invitation_key=key))


async def run_out(scene: Scene, name: str) -> None:
    """Sell the last of something."""
    await catalog.set_product_state(System(scene.stage.house), scene.product(name), ProductState.OUT_OF_STOCK)


async def offer(  # noqa: PLR0917 - the cells of its row
    scene: Scene, name: str, rates: str, ends: str, flags: str, message: str
) -> None:
    """Make a target collaboration, of products at percentages."""
    products = [(scene.product(one), int(rate) * 100) for one, rate in (r.rsplit(" ", 1) for r in rates.split(", "))]
    new = NewTarget(name=name, ends_at=scene.day(ends), products=products, message=message, **FLAGS[flags])
    await targets.create(await scene.viewer(), scene.deed.made, new)


async def invite(scene: Scene, name: str) -> None:
    """Invite the creator into one."""
    target_key = await scene.find(there.TARGET, scene.partner_key, name)
    await invitations.invite(await scene.viewer(), scene.deed.made, target_key, [scene.other_key])


async def accept(scene: Scene, name: str) -> None:
    """Accept an invitation."""
    await invitations.respond(await scene.viewer(), await scene.here(there.INVITATION, name), accept=True)


async def decline(scene: Scene, name: str) -> None:
    """Decline one."""
    await invitations.respond(await scene.viewer(), await scene.here(there.INVITATION, name), accept=False)


async def withdraw(scene: Scene, name: str) -> None:
    """Take one back."""
    await invitations.withdraw(await scene.viewer(), await scene.here(there.INVITATION, name))


async def campaign(scene: Scene, title: str, starts: str, ends: str, names: str) -> None:
    """Make a campaign."""
    new = NewCampaign(
        title=title, starts_at=scene.day(starts), ends_at=scene.day(ends), product_keys=scene.named(names)
    )
    await collaborations.create_campaign(await scene.viewer(), scene.deed.made, new)


async def make_list(scene: Scene, name: str, of: str, names: str) -> None:
    """Make a list of products of a campaign."""
    campaign_key = await scene.find(there.CAMPAIGN, scene.partner_key, of)
    new = NewList(name=name, campaign_key=campaign_key, product_keys=scene.named(names))
    await collaborations.create_list(await scene.viewer(), scene.deed.made, new)


async def send_list(scene: Scene, name: str) -> None:
    """Send a list."""
    await send(scene, Draft(list_key=await scene.find(there.LIST, scene.partner_key, name)))


async def delete_list(scene: Scene, name: str) -> None:
    """Delete one."""
    await collaborations.delete_list(await scene.viewer(), await scene.find(there.LIST, scene.partner_key, name))


async def add(scene: Scene, names: str | None = None) -> None:
    """Add products of the newest card to the showcase, all or those named."""
    sequence = await scene.here(there.GOODS)
    keys = None if names is None else scene.named(names)
    await showcase.add(await scene.viewer(), await scene.conversation(), sequence, keys)


async def remove(scene: Scene, names: str) -> None:
    """Take products out of it."""
    await showcase.remove(await scene.viewer(), scene.named(names))


VERBS: dict[str, Verb] = {
    "show": show, "show-by": show_by, "run-out": run_out, "offer": offer, "invite": invite, "accept": accept,
    "decline": decline, "withdraw": withdraw, "campaign": campaign, "list": make_list, "send-list": send_list,
    "delete-list": delete_list, "add": add, "remove": remove,
}  # fmt: skip

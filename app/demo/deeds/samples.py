"""Deeds about samples, from asking for one to the last step."""

from app.demo import there
from app.demo.cast import cast
from app.demo.deeds.talk import Verb
from app.demo.stage import Scene
from app.demo.words import dice
from domain.actions import requests, samples
from domain.actions.requests import NewSample
from domain.samples import Address
from models.samples import SampleCancelReason

STREETS = "Alder Maple Mill Orchard Quarry Station".split()


async def request(scene: Scene, name: str, invitation: str | None = None) -> None:
    """Ask for a sample, perhaps by an invitation that offers it."""
    by = None if invitation is None else await scene.here(there.INVITATION, invitation)
    new = NewSample(product_key=scene.product(name), address=_address(scene.me), invitation_key=by)
    await requests.request(await scene.viewer(), scene.deed.made, new)


async def call_off(scene: Scene, name: str) -> None:
    """Take the request back."""
    await samples.withdraw(await scene.viewer(), await _sample(scene, name))


async def approve(scene: Scene, name: str) -> None:
    """Approve it."""
    await samples.review(await scene.viewer(), await _sample(scene, name), approve=True, reason=None)


async def reject(scene: Scene, name: str, reason: str) -> None:
    """Reject it."""
    why = SampleCancelReason(reason)
    await samples.review(await scene.viewer(), await _sample(scene, name), approve=False, reason=why)


async def ship(scene: Scene, name: str, carrier: str | None = None, number: str | None = None) -> None:
    """Send it on its way."""
    await samples.ship(await scene.viewer(), await _sample(scene, name), carrier, number)


async def receive(scene: Scene, name: str) -> None:
    """Have it."""
    await samples.receive(await scene.viewer(), await _sample(scene, name))


async def publish(scene: Scene, name: str, url: str) -> None:
    """Give the link of the content."""
    await samples.submit_content(await scene.viewer(), await _sample(scene, name), url)


async def complete(scene: Scene, name: str) -> None:
    """Confirm the content."""
    await samples.complete(await scene.viewer(), await _sample(scene, name))


async def _sample(scene: Scene, name: str) -> int:
    return await scene.here(there.SAMPLE, scene.product(name))


def _address(handle: str) -> Address:
    creator, chance = cast().creators[handle], dice("address", handle)
    line = f"{chance.randrange(2, 190)} {chance.choice(STREETS)} Street"
    return Address(creator.account.name, line, None, creator.city, None, None, creator.account.markets[0], None)


VERBS: dict[str, Verb] = {
    "request": request, "call-off": call_off, "approve": approve, "reject": reject, "ship": ship, "receive": receive,
    "publish": publish, "complete": complete,
}  # fmt: skip

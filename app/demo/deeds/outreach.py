"""Deeds of outreach: replies that are saved, messages to many and for later; and what a side keeps to itself."""

from app.demo import there
from app.demo.deeds.talk import Verb, send
from app.demo.stage import Scene
from domain.actions import assignments, bulk, notes, replies, scheduled
from domain.actions.audiences import NewBulk
from domain.actions.drafts import Draft
from domain.actions.scheduled import NewScheduled


async def save_reply(scene: Scene, name: str, text: str) -> None:
    """Save a reply for the whole team."""
    await replies.create(await scene.viewer(), scene.deed.made, name=name, text=text)


async def reply(scene: Scene, name: str, *given: str) -> None:
    """Send a saved reply; what it asks for is given as name = value."""
    key = await scene.find(there.REPLY, scene.partner_key, name)
    await send(scene, Draft(reply_key=key, variables=[_variable(one) for one in given]))


async def send_to_many(scene: Scene, names: str, handles: str, text: str) -> None:
    """Send products to many, with a text for each. It goes on its way by itself, at the same moment."""
    creators = [scene.stage.accounts[handle] for handle in handles.split(", ")]
    draft = Draft(products=scene.named(names), text=text)
    new = NewBulk(creators=creators, draft=draft)
    await bulk.start(await scene.viewer(), scene.deed.made, new)


async def schedule(scene: Scene, days: str, text: str) -> None:
    """Let a text go on a day."""
    await _schedule(scene, days, Draft(text=text))


async def schedule_show(scene: Scene, days: str, names: str, text: str) -> None:
    """Let products go on a day."""
    await _schedule(scene, days, Draft(products=scene.named(names), text=text))


async def note(scene: Scene, text: str) -> None:
    """Note something about the creator."""
    await notes.add(await scene.viewer(), scene.deed.made, scene.other_key, text)


async def label(scene: Scene, labels: str) -> None:
    """Let the creator carry these labels."""
    await notes.set_labels(await scene.viewer(), scene.other_key, labels.split(", "))


async def assign(scene: Scene, handle: str) -> None:
    """Let somebody of the team look after the conversation."""
    await assignments.assign(await scene.viewer(), await scene.conversation(), scene.stage.users[handle])


async def _schedule(scene: Scene, days: str, draft: Draft) -> None:
    new = NewScheduled(conversation_key=await scene.conversation(), said=draft, send_at=scene.day(days))
    await scheduled.schedule(await scene.viewer(), scene.deed.made, new)


def _variable(given: str) -> tuple[str, str]:
    name, _, value = given.partition(" = ")
    return name, value


VERBS: dict[str, Verb] = {
    "save-reply": save_reply, "reply": reply, "send-to-many": send_to_many, "schedule": schedule,
    "schedule-show": schedule_show, "note": note, "label": label, "assign": assign,
}  # fmt: skip

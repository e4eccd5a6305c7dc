"""One of everything that mutations are about, each in the state that its mutation needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from domain import clock
from domain.actions import (
    bulk,
    endpoints,
    links,
    member_invitations,
    proposals,
    reports,
    samples,
)
from domain.actions.audiences import NewBulk
from domain.actions.drafts import Draft
from domain.actions.proposals import NewChange
from domain.house import House
from domain.member_invitations import PLACE
from domain.rules.outreach import Calendar
from domain.viewer import Service, Staff, Viewer
from models.accounts import AccountKind, CreatorLevel, Programme
from models.reports import ReportReason
from models.sql import statement
from models.teams import ALL_PERMISSIONS, Permission
from tests.app.served import Asking
from tests.cast import (
    Person,
    asked_to_link,
    campaign,
    invited,
    linked,
    listed,
    member,
    offered,
    person,
    requested,
    saved,
    say,
    sent_list,
    shown,
    started,
    target,
    to_go,
)
from tests.pools import asked, followed, write

SPENT = statement("SELECT spent, contacted FROM outreach_weeks")
ENDS = statement("SELECT ends_at FROM target_collaborations")
SENT = statement("SELECT sent_at FROM messages WHERE conversation_id = $1 AND sequence = 1")
WAITED = statement("SELECT awaiting FROM pairs WHERE id = $1")
SAME_MONTH = """
    UPDATE pairs SET awaiting = 1, awaiting_month = (SELECT awaiting_month FROM pairs WHERE id = $2) WHERE id = $1"""


@dataclass(slots=True)
class Scene:
    """Who asks, and the keys of all there is, by name."""

    people: dict[str, Asking] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)

    def filled(self, value: Any) -> Any:
        """A value with the keys that it names."""
        if isinstance(value, Mapping):
            return {name: self.filled(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.filled(inner) for inner in value]
        return value.format_map(self.keys) if isinstance(value, str) else value


async def set_up(house: House) -> Scene:
    """Make it."""
    scene = Scene()
    cast = await _people(house, scene)
    await _talk(cast, scene.keys)
    await _samples(cast, scene.keys)
    await _links(cast, scene.keys)
    await _team(house, cast, scene)
    await _as_it_is(house, scene.keys)
    made = await endpoints.create(await cast["acme"].viewer(), "hook of the scene", "https://example.com/first")
    scene.keys["webhook"] = made.key
    return scene


async def _people(house: House, scene: Scene) -> dict[str, Person]:
    kinds = {"acme": AccountKind.SELLER, "northstar": AccountKind.AGENCY, "lumen": AccountKind.AGENCY}
    cast = {}
    for handle in ("maya", "noor", "dune", "gala", "acme", "northstar", "lumen"):
        kind = kinds.get(handle, AccountKind.CREATOR)
        more: dict[str, Any] = {"live_partner": True} if handle == "lumen" else {}
        if kind is AccountKind.CREATOR:
            more["level"] = CreatorLevel.GOLD
        cast[handle] = await person(house, kind, handle, **more)
        scene.people[handle] = await member(cast[handle], f"anna-{handle}", ALL_PERMISSIONS)
        scene.keys[handle] = cast[handle].key
    scene.people |= {"owner": cast["acme"], "staff": Staff(house, "ada"), "service": Service(house, "feeder")}
    return cast


async def _talk(cast: dict[str, Person], keys: dict[str, Any]) -> None:
    maya, dune, acme, northstar, gala = (cast[name] for name in ("maya", "dune", "acme", "northstar", "gala"))
    now = clock.now()
    month = Calendar(acme.house.policy, (await northstar.viewer()).account, now).month
    keys["month"], keys["soon"] = month.isoformat(" ", "microseconds"), (now + timedelta(days=1)).isoformat()
    titles = ("Serum", "Balm", "Oil", "Mask", "Soap", "Mist")
    keys["serum"], keys["balm"], *keys["goods"] = await offered(acme, *titles, samples_offered=True)
    keys["pair"] = await started(northstar, maya)
    await say(northstar, keys["pair"], "hello")
    keys["campaign"], keys["list"] = (
        await campaign(northstar, [keys["serum"]]),
        await listed(northstar, [keys["serum"]]),
    )
    await sent_list(northstar, keys["pair"], keys["list"])
    keys["shop"] = await started(acme, maya)
    keys["target"] = await target(acme, [keys["serum"]])
    invitation = await invited(acme, keys["target"], maya)
    keys["invitation"], keys["card"] = invitation.key, f"{keys['shop']}_{invitation.sequence}"
    keys["cold"] = await started(acme, dune)
    keys["known"] = (await invited(acme, keys["target"], dune)).key
    await write(acme.house, "UPDATE pairs SET contacted_week = NULL WHERE id = $1", keys["cold"])  # it was last week
    keys["scheduled"] = (await to_go(northstar, keys["pair"])).key
    await to_go(acme, keys["cold"])
    keys["reply"] = await saved(acme, "Hello")
    again = await started(acme, gala)
    await shown(acme, again, [keys["serum"]])
    await say(maya, keys["shop"], "a scam")
    await reports.report(await acme.viewer(), keys["shop"], 2, reason=ReportReason.SCAM)
    keys["report"] = 1
    new = NewBulk(creators=[maya.key], draft=Draft(text="Hi"))
    keys["bulk"] = (await bulk.start(await acme.viewer(), "bulk of the scene", new)).key
    await write(acme.house, "DELETE FROM due_work WHERE kind = 'BULK_GOES_ON'")
    await write(acme.house, "UPDATE bulk_messages SET status = 'PAUSED'")
    await followed(dune, 10)


async def _as_it_is(house: House, keys: dict[str, Any]) -> None:
    """Note what is made otherwise for a while."""
    ((keys["spent"], keys["contacted"]),) = await house.database.fetch(SPENT)
    keys["waited"] = {
        name: (await house.database.fetch(WAITED, keys[name]))[0][0] for name in ("cold", "pair", "apart")
    }
    ((ends_at,),) = await house.database.fetch(ENDS)
    ((sent_at,),) = await house.database.fetch(SENT, keys["pair"])
    keys["ends"], keys["now"] = (at.isoformat(" ", "microseconds") for at in (ends_at, sent_at))


async def _samples(cast: dict[str, Person], keys: dict[str, Any]) -> None:
    acme, gala = cast["acme"], cast["gala"]
    keys["to_review"] = (await requested(cast["maya"], keys["balm"])).key
    for name, product in zip(("to_ship", "shipped", "pending", "submitted"), keys["goods"], strict=True):
        key = keys[name] = (await requested(gala, product)).key
        await samples.review(await acme.viewer(), key, approve=True, reason=None)
        if name != "to_ship":
            await samples.ship(await acme.viewer(), key, "UPS", None)
        if name in {"pending", "submitted"}:
            await samples.receive(await gala.viewer(), key)
        if name == "submitted":
            await samples.submit_content(await gala.viewer(), key, "https://example.com/1")


async def _links(cast: dict[str, Person], keys: dict[str, Any]) -> None:
    maya, noor, gala, northstar, lumen = (cast[name] for name in ("maya", "noor", "gala", "northstar", "lumen"))
    keys["asked"] = (await asked_to_link(northstar, maya)).key
    keys["other"] = (await linked(lumen, maya, Programme.TAP)).key
    live = await linked(lumen, gala, Programme.TAP)
    keys["live"], keys["linked_pair"] = live.key, live.conversation_key
    keys["leaving"] = (await linked(northstar, gala, Programme.TAP)).key
    await links.request_unlink(await gala.viewer(), keys["leaving"])
    parted = await linked(northstar, noor, Programme.TAP)
    await links.unlink(await northstar.viewer(), parted.key)
    keys["parted"], keys["apart"] = parted.key, parted.conversation_key
    await proposals.propose(await lumen.viewer(), "proposal", keys["live"], NewChange(rate=2000))
    await proposals.respond(await gala.viewer(), 1, accept=False)
    keys["change"] = 1
    keys["lead_pair"] = await started(lumen, maya)
    keys["lead"] = int((await asked(gala, lumen)).id.removeprefix("crq_"))
    past = clock.now() - timedelta(days=20)
    await write(lumen.house, "UPDATE partnerships SET requested_at = $2 WHERE id = $1", parted.key, past)
    await write(lumen.house, SAME_MONTH, keys["apart"], keys["pair"])


async def _team(house: House, cast: dict[str, Person], scene: Scene) -> None:
    acme, keys = cast["acme"], scene.keys
    bob = await member(acme, "bob", ALL_PERMISSIONS)
    keys["joined"], keys["role"], keys["user"] = bob.membership_key, int(bob.role.id.removeprefix("rol_")), bob.user.key
    keys["mute"] = (await member(cast["northstar"], "mute", Permission.TEAM_MANAGEMENT)).user.key
    keys["owner"] = (await acme.viewer()).membership_key
    anna = scene.people["acme"]
    assert isinstance(anna, Viewer)
    invitation = await member_invitations.invite(anna, "of the scene", "new@example.com", keys["role"])
    keys["invited"], keys["token"] = int(invitation.id.removeprefix("miv_")), str(invitation.link).removeprefix(PLACE)

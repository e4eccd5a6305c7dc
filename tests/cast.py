"""The cast: a few people that every test knows, and how to make more."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.due_work import DueWork
from domain import clock
from domain.actions import (
    accounts,
    catalog,
    collaborations,
    conversations,
    folders,
    invitations,
    media,
    messages,
    partnerships,
    replies,
    requests,
    scheduled,
    targets,
    teams,
)
from domain.actions.accounts import NewAccount
from domain.actions.catalog import NewProduct
from domain.actions.collaborations import NewCampaign, NewList
from domain.actions.drafts import Draft
from domain.actions.feeding import intake
from domain.actions.media import Upload
from domain.actions.partnerships import NewLink
from domain.actions.requests import NewSample
from domain.actions.scheduled import NewScheduled
from domain.actions.targets import NewTarget
from domain.feeding import Outcome
from domain.house import House
from domain.invitations import Invitation
from domain.partnerships import Partnership
from domain.queries import viewers
from domain.records import VideoRecord
from domain.rows import Message
from domain.samples import Address, Sample
from domain.scheduled import Scheduled
from domain.viewer import System, Viewer
from models.accounts import AccountKind, Programme
from models.conversations import EntryPoint
from models.due import DueKind
from models.sql import statement
from models.teams import Permission
from tests import invariants

NAME_ACCOUNT = statement("UPDATE accounts SET external_id = $2 WHERE id = $1 AND external_id IS NULL")
NAME_PRODUCT = statement("UPDATE products SET external_id = $2 WHERE id = $1 AND external_id IS NULL")
FIRST_ENTRY = {
    AccountKind.CREATOR: EntryPoint.STORE_PAGE,
    AccountKind.SELLER: EntryPoint.FIND_CREATORS,
    AccountKind.AGENCY: EntryPoint.NAVIGATION_BAR,
}


@dataclass(frozen=True)
class Person:
    """Somebody of the cast: an account, and its owner of the same handle."""

    house: House
    handle: str
    key: int
    user_key: int

    async def viewer(self) -> Viewer:
        """The owner acting for the account, as of now."""
        return await viewers.identify(self.house, self.user_key, self.handle)


async def person(
    house: House, kind: AccountKind, handle: str, markets: tuple[str, ...] = ("US",), **more: Any
) -> Person:
    """Make an account and its owner."""
    system = System(house)
    more.setdefault("name", handle.title())
    if kind is AccountKind.AGENCY:
        more.setdefault("programmes", (Programme.CAP, Programme.TAP))
        more.setdefault("verified", True)
    key = await accounts.create(system, NewAccount(kind=kind, handle=handle, markets=markets, **more))
    user_key = await teams.create_user(system, handle, handle.title())
    await teams.add_owner(system, key, user_key)
    return Person(house, handle, key, user_key)


async def member(of: Person, handle: str, permissions: Permission) -> Viewer:
    """Make a user who acts for somebody's account in a role with these permissions."""
    owner = await of.viewer()
    user_key = await teams.create_user(System(of.house), handle, handle.title())
    role_key = await teams.create_role(owner, f"{handle}'s role")
    await teams.set_permissions(owner, role_key, permissions)
    await teams.add_member(owner, user_key, role_key)
    return await viewers.identify(of.house, user_key, of.handle)


async def started(by: Person, with_: Person) -> int:
    """Start a conversation; return its key."""
    viewer = await by.viewer()
    return await conversations.start(viewer, with_.key, FIRST_ENTRY[AccountKind(viewer.account.kind)])


async def say(by: Person, conversation_key: int, *texts: str) -> None:
    """Send texts, one after the other."""
    viewer = await by.viewer()
    for text in texts:
        await messages.send(viewer, conversation_key, f"{by.handle} says {text}", text)


async def offered(by: Person, *titles: str, **more: Any) -> list[int]:
    """Make products of a seller, at 10.00 and 12.5 %; return their keys."""
    same: dict[str, Any] = {"seller_key": by.key, "price": 1000, "currency": "USD", "commission": 1250, **more}
    return await catalog.create_products(System(by.house), [NewProduct(title=title, **same) for title in titles])


async def shown(by: Person, conversation_key: int, products: Sequence[int], text: str | None = None) -> int:
    """Send products; return the sequence of their message."""
    words = text if text is not None or len(products) == 1 else "look at these"
    draft, made = Draft(text=words, products=products), f"{by.handle} shows {products} {words}"
    return (await messages.send(await by.viewer(), conversation_key, made, draft)).sequence


async def campaign(by: Person, products: Sequence[int], made: str = "campaign") -> int:
    """Make a campaign that began yesterday; return its key."""
    now = clock.now()
    new = NewCampaign(
        title="Summer", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=30), product_keys=products
    )
    return (await collaborations.create_campaign(await by.viewer(), made, new)).key


async def listed(by: Person, products: Sequence[int], name: str = "Our picks") -> int:
    """Make a list of a campaign of its own; return its key."""
    new = NewList(name=name, campaign_key=await campaign(by, products, f"for {name}"), product_keys=products)
    return (await collaborations.create_list(await by.viewer(), f"list {name} of {products}", new)).key


async def sent_list(by: Person, conversation_key: int, list_key: int) -> int:
    """Send a list; return the sequence of its message."""
    draft, made = Draft(list_key=list_key), f"{by.handle} sends list {list_key}"
    return (await messages.send(await by.viewer(), conversation_key, made, draft)).sequence


async def uploaded(by: Person, content_type: str = "image/jpeg") -> int:
    """Note an upload, as if its bytes had been stored; return its key."""
    name = secrets.token_hex(16)
    upload = Upload(name=name, content_type=content_type, size=1000, width=64, height=48, animated=False)
    return (await media.keep(await by.viewer(), upload)).key


async def pictured(by: Person, conversation_key: int, media_key: int, text: str | None = None) -> int:
    """Send an upload; return the sequence of its message."""
    draft, made = Draft(text=text, media_key=media_key), f"{by.handle} sends media {media_key}"
    return (await messages.send(await by.viewer(), conversation_key, made, draft)).sequence


async def saved(by: Person, text: str, name: str = "Reply") -> int:
    """Save a reply; return its key."""
    return (await replies.create(await by.viewer(), f"{name}: {text}"[:100], name=name, text=text)).key


async def replied(  # a name and a value for each variable
    by: Person, conversation_key: int, reply_key: int, *, made: str = "reply", **values: str
) -> Message:
    """Send a saved reply."""
    draft = Draft(reply_key=reply_key, variables=[*values.items()])
    return await messages.send(await by.viewer(), conversation_key, made, draft)


async def to_go(
    by: Person, conversation_key: int, said: Draft | str = "later", *, hours: float = 1, made: str | None = None
) -> Scheduled:
    """Schedule a message in so many hours."""
    new = NewScheduled(conversation_key=conversation_key, said=said, send_at=clock.now() + timedelta(hours=hours))
    return await scheduled.schedule(await by.viewer(), made or secrets.token_hex(8), new)


async def target(by: Person, products: Sequence[int], percent: int = 20, *, days: float = 30, **more: Any) -> int:
    """Make a target collaboration of products at a rate; return its key."""
    made = more.pop("made", f"target {products} at {percent} for {days}")
    offered_at = [(key, percent * 100) for key in products]
    new = NewTarget(name="Launch", ends_at=clock.now() + timedelta(days=days), products=offered_at, **more)
    return (await targets.create(await by.viewer(), made, new)).key


async def invited(by: Person, target_key: int, who: Person) -> Invitation:
    """Invite a creator."""
    (outcome,) = await invitations.invite(await by.viewer(), f"invite {who.handle}", target_key, [who.key])
    assert outcome.invitation is not None, outcome.problem
    return outcome.invitation


async def asked_to_link(
    by: Person, who: Person, programme: Programme = Programme.CAP, *, days: float = 365, made: str = "ask"
) -> Partnership:
    """Ask a creator to link at 10 %."""
    ends_at = clock.now() + timedelta(days=days)
    new = NewLink(creator_key=who.key, programme=programme, rate=1000, ends_at=ends_at)
    return await partnerships.invite(await by.viewer(), f"{made} {who.handle}", new)


async def agreed(by: Person, link: Partnership) -> Partnership:
    """Accept to link, agreeing to everything."""
    return await partnerships.respond(await by.viewer(), link.key, accept=True, agreed=[(link.key, 1), (link.key, 2)])


async def linked(agency: Person, creator: Person, programme: Programme = Programme.CAP, **more: Any) -> Partnership:
    """Link an agency and a creator."""
    return await agreed(creator, await asked_to_link(agency, creator, programme, **more))


async def filmed(video: str, product: int, *creators: Person) -> list[Outcome]:
    """Let the platform say that each creator has shown a product in a video of this name, just now."""
    house = creators[0].house
    async with house.database.transaction() as unit:
        for creator in creators:
            await unit.fetch(NAME_ACCOUNT, creator.key, creator.handle)
        await unit.fetch(NAME_PRODUCT, product, f"product-{product}")
    shown = [
        VideoRecord(
            external_id=f"{video}-of-{creator.handle}", creator=creator.handle, product=f"product-{product}",
            published_at=clock.now(),
        )
        for creator in creators
    ]  # fmt: skip
    return await intake.feed(System(house), "videos", shown)


HOME = Address("Maya Lin", "1 Pine Street", None, "Portland", "OR", "97201", "US", None)


async def requested(by: Person, product: int, made: str = "request", invitation: int | None = None) -> Sample:
    """Ask for a sample."""
    new = NewSample(product_key=product, address=HOME, invitation_key=invitation)
    return await requests.request(await by.viewer(), f"{made} {product}", new)


async def time_does_its_work(house: House) -> int:
    """Do all that is due by now; how much it was, beside what goes on by itself.

    Fails where something could not be done, or is not as it must be.
    """
    failing = statement("SELECT kind, subject_id FROM due_work WHERE attempts > 0")
    work = DueWork(house, {})
    await work._all([DueKind.LEVELS_ARE_SET, DueKind.STATUS_IS_TOLD])
    done = await work.do()
    await folders.sum_up(System(house))
    assert [tuple(row) for row in await house.database.fetch(failing)] == []
    await invariants.holds(house.database)
    return done

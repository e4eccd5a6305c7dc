"""The cast: a few people that every test knows, and how to make more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain import clock
from domain.actions import accounts, catalog, collaborations, conversations, messages, teams
from domain.actions.accounts import NewAccount
from domain.actions.catalog import NewProduct
from domain.actions.collaborations import NewCampaign, NewList
from domain.actions.drafts import Draft
from domain.house import House
from domain.queries import viewers
from domain.viewer import System, Viewer
from models.accounts import AccountKind, Programme
from models.conversations import EntryPoint
from models.teams import Permission

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
    if kind is AccountKind.AGENCY:
        more.setdefault("programmes", (Programme.CAP, Programme.TAP))
        more.setdefault("verified", True)
    key = await accounts.create(
        system, NewAccount(kind=kind, handle=handle, name=handle.title(), markets=markets, **more)
    )
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

"""What the deeds of the demo are done on: everybody's keys, and the scene of one deed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.darkroom import Darkroom
from app.demo import there
from app.demo.script import Deed
from app.store import Store
from domain.house import House
from domain.queries import viewers
from domain.viewer import Viewer
from models.sql import Statement


@dataclass(frozen=True, slots=True)
class Stage:
    """Keys of accounts and users by handle, of products by name; `now` is the moment that deeds are told from."""

    house: House
    store: Store
    darkroom: Darkroom
    now: datetime
    accounts: Mapping[str, int]
    users: Mapping[str, int]
    products: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Scene:
    """One deed, and who does it to whom."""

    stage: Stage
    deed: Deed

    async def viewer(self) -> Viewer:
        """Who does it: the owner of the same handle."""
        return await viewers.identify(self.stage.house, self.stage.users[self.me], self.me)

    @property
    def me(self) -> str:
        """The handle of who does it."""
        return self.deed.creator if self.deed.by_creator else self.deed.partner

    @property
    def other_key(self) -> int:
        """The account of the other side."""
        return self.stage.accounts[self.deed.partner if self.deed.by_creator else self.deed.creator]

    @property
    def partner_key(self) -> int:
        """The account of the seller or the agency."""
        return self.stage.accounts[self.deed.partner]

    async def conversation(self) -> int:
        """The key of their conversation."""
        creator_key = self.stage.accounts[self.deed.creator]
        return await self.find(there.CONVERSATION, creator_key, self.partner_key)

    async def find(self, query: Statement, *of: object) -> int:
        """The key of something that an earlier deed made."""
        row = await self.stage.house.database.fetch_row(query, *of)
        if row is None:
            raise LookupError(f"{self.deed.made}: {self.deed.verb} is about something that is not there")
        key: int = row[0]
        return key

    async def here(self, query: Statement, *more: object) -> int:
        """The same, of their conversation."""
        return await self.find(query, await self.conversation(), *more)

    def product(self, name: str) -> int:
        """The key of a product."""
        return self.stage.products[name]

    def named(self, names: str) -> list[int]:
        """The keys of products named in a row."""
        return [self.product(name) for name in names.split(", ")]

    def day(self, days: str) -> datetime:
        """The end of something: so many days from the moment that deeds are told from."""
        return self.stage.now + timedelta(days=float(days))

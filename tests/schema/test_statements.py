"""How many statements a page takes: who is asking, and one for all that the page shows."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from domain.actions import accounts, conversations, messages
from domain.actions.accounts import NewAccount
from domain.house import House
from domain.queries import posting, webhooks
from domain.viewer import System
from models.accounts import AccountKind
from models.conversations import EntryPoint
from models.sql import Statement
from tests.app.served import Client, acknowledged
from tests.cast import Person, say, started
from tests.schema.conftest import Api

ROWS = 50
OF_ITSELF = {posting.DUE, webhooks.BACKLOG}  # what the server asks now and then


class Watched:
    """A database that notes what is read for clients, and may do something before it reads."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.dialect = inner.dialect
        self.transaction = inner.transaction
        self.use = inner.use
        self.statements: list[str] = []
        self.before: Callable[[str], Awaitable[None]] | None = None

    async def fetch(self, query: Statement, *values: Any) -> Any:
        """Note it, and read."""
        await self._note(query)
        return await self.inner.fetch(query, *values)

    async def fetch_row(self, query: Statement, *values: Any) -> Any:
        """Note it, and read."""
        await self._note(query)
        return await self.inner.fetch_row(query, *values)

    async def close(self) -> None:
        """Never asked: the house closes the one inside."""

    async def _note(self, query: Statement) -> None:
        if query in OF_ITSELF:
            return
        self.statements.append(query.postgres)
        if self.before is not None:
            await self.before(query.postgres)


@asynccontextmanager
async def watched(house: House) -> AsyncIterator[Watched]:
    """Watch what a house reads."""
    inner = house.database
    house.database = watch = Watched(inner)
    try:
        yield watch
    finally:
        house.database = inner


async def full_inbox(acme: Person) -> None:
    """Fifty conversations, each with a message."""
    viewer = await acme.viewer()
    for number in range(ROWS):
        handle = f"creator{number}"
        key = await accounts.create(
            System(acme.house), NewAccount(kind=AccountKind.CREATOR, handle=handle, name=handle, markets=["US"])
        )
        conversation = await conversations.start(viewer, key, EntryPoint.FIND_CREATORS)
        await messages.send(viewer, conversation, handle, f"hello {handle}")


async def test_an_inbox_page_takes_two_statements_and_threads_in_every_row_a_third(
    api: Api, house: House, acme: Person
) -> None:
    await full_inbox(acme)
    row = """id counterpart { id handle name blockedByViewer conversation { id } } unreadCount
             lastMessage { text sender { handle } conversation { id } }"""

    async with watched(house) as database:
        plain, errors = await api(acme, f"{{ inbox(first: {ROWS}) {{ nodes {{ {row} }} }} }}")
        assert errors == []
        assert len(database.statements) == 2
        database.statements.clear()
        deep, errors = await api(
            acme, f"{{ inbox(first: {ROWS}) {{ nodes {{ {row} messages(last: 1) {{ nodes {{ text }} }} }} }} }}"
        )
        assert errors == []
        assert len(database.statements) == 3

    assert len(plain["inbox"]["nodes"]) == len(deep["inbox"]["nodes"]) == ROWS
    for node in deep["inbox"]["nodes"]:
        assert node["lastMessage"]["text"] == node["messages"]["nodes"][0]["text"]
        assert node["lastMessage"]["text"] == f"hello {node['counterpart']['handle']}"


async def test_what_contact_costs_is_read_once_for_the_whole_page(
    api: Api, house: House, acme: Person, northstar: Person, maya: Person
) -> None:
    await full_inbox(acme)
    await started(northstar, maya)
    await started(maya, acme)
    check = "canSend { allowed remaining problem { code } }"
    row = f"{check} counterpart {{ ... on Creator {{ contact {{ cost connected remaining }} }} }}"

    async def page(who: Person) -> list[Any]:
        async with watched(house) as database:
            data, errors = await api(who, f"{{ inbox(first: {ROWS}) {{ nodes {{ {row} }} }} }}")
        assert errors == []
        taken.append(len(database.statements))
        nodes: list[Any] = data["inbox"]["nodes"]
        return nodes

    def free(remaining: int | None) -> dict[str, Any]:
        return {"allowed": True, "remaining": remaining, "problem": None}

    def unconnected(remaining: int) -> dict[str, Any]:
        return {"contact": {"cost": "FREE", "connected": False, "remaining": remaining}}

    taken: list[int] = []
    assert await page(acme) == [{"canSend": free(4), "counterpart": unconnected(4)}] * ROWS
    assert await page(northstar) == [{"canSend": free(5), "counterpart": unconnected(5)}]
    # Nothing limits a creator, and nothing is read to know that.
    assert await page(maya) == [{"canSend": free(None), "counterpart": {}}]
    assert taken == [3, 3, 2]


async def test_rare_branches_are_read_once_for_the_whole_page(api: Api, house: House, acme: Person) -> None:
    await full_inbox(acme)
    asked = f"""{{ inbox(first: {ROWS}) {{ nodes {{
        counterpart {{ ... on Creator {{ stats {{ followers {{ value }} }} }} }}
        lastMessage {{ sentBy {{ handle }} }} }} }} }}"""

    async with watched(house) as database:
        data, errors = await api(acme, asked)

    assert errors == []
    assert len(database.statements) == 4
    assert data["inbox"]["nodes"][0]["lastMessage"]["sentBy"] == {"handle": "acme"}


async def test_nodes_are_read_once_for_each_kind(api: Api, house: House, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello", "there")
    ids = [f"acc_{maya.key}", f"acc_{acme.key}", f"cnv_{key}", f"msg_{key}_1", f"msg_{key}_2"]

    async with watched(house) as database:
        data, errors = await api(acme, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)

    assert errors == []
    assert [node["id"] for node in data["nodes"]] == ids
    # Who is asking, the accounts, the conversations (also of the messages), the messages.
    assert len(database.statements) == 4


async def test_the_viewers_position_is_older_than_all_else_that_is_read(
    api: Api, client: Client, house: House, acme: Person, maya: Person
) -> None:
    """What happens while the page is read is either on it, or after the position, or both: never neither."""
    key = await started(acme, maya)
    await say(acme, key, "first")
    writing = asyncio.Lock()

    async def meanwhile(text: str) -> None:
        if "FROM sides" in text and "last_activity_at" in text and not writing.locked():
            async with writing:
                database.before = None
                await say(maya, key, "between")

    async with watched(house) as database:
        database.before = meanwhile
        data, errors = await api(acme, "{ inbox { nodes { lastMessage { text } } } viewer { position } }")

    assert errors == []
    assert data["inbox"]["nodes"] == [{"lastMessage": {"text": "between"}}]
    async with acknowledged(client, acme) as socket:
        await socket.subscribe(
            "all",
            "subscription($after: Position!) { messageReceived(after: $after) { message { text } } }",
            after=data["viewer"]["position"],
        )
        assert (await socket.hear())["payload"]["data"]["messageReceived"]["message"] == {"text": "between"}

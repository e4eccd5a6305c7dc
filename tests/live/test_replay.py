"""Old state plus events equals a fresh read: after every mutation, and for one who was away all the while."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app import sign_in
from domain.actions import bulk
from domain.actions.audiences import NewBulk
from domain.actions.drafts import Draft
from domain.viewer import Service, Staff, Viewer
from models.sql import statement
from schema import root
from schema.events import KINDS
from tests import serving
from tests.cast import NAME_ACCOUNT, NAME_PRODUCT, time_does_its_work
from tests.processes import unlimited
from tests.replayed import PLAYS, UNTOLD, Play
from tests.replaying import TAUGHT, Client
from tests.schema.scene import Scene, set_up
from tests.serving import Server
from tests.wire import Ear, Wire

ACCOUNTS = ("maya", "noor", "gala", "acme", "northstar", "lumen")
SCHEMA: Any = root.build()._schema.mutation_type
# What is made under way has the next keys.
MADE = {
    "noors": "SELECT count(*) + 1 FROM invitations", "galas": "SELECT count(*) + 2 FROM invitations",
    "dunes": "SELECT count(*) + 1 FROM partnerships", "proposed": "SELECT count(*) + 1 FROM partnership_changes",
    "asked_for": "SELECT count(*) + 1 FROM samples", "marked": "SELECT count(*) + 1 FROM leads",
}  # fmt: skip

LAST = statement("SELECT last_sequence FROM pairs WHERE id = $1")
CALL_OFF = statement("DELETE FROM due_work WHERE kind = 'BULK_GOES_ON'")
PAUSE = statement("UPDATE bulk_messages SET status = 'PAUSED' WHERE id = $1 AND status = 'RUNNING' RETURNING id")


class Show:
    """The scene, with a client for each account that listens all the while, and one that only read at the start."""

    def __init__(self, server: Server, scene: Scene) -> None:
        self._server, self._scene = server, scene
        self._wires = {
            name: self._wire(who) for name, who in scene.people.items() if name in {*ACCOUNTS, "service", "staff"}
        }
        self.clients = {name: self._client(name) for name in ACCOUNTS}
        self.away = {name: self._client(name) for name in ACCOUNTS}
        self.ears: dict[str, Ear] = {}

    async def begin(self) -> None:
        """Read, and listen."""
        async with self._server.house.database.transaction() as unit:
            for handle in ("maya", "gala"):
                await unit.fetch(NAME_ACCOUNT, self._scene.keys[handle], handle)
            for title in ("serum", "balm"):
                await unit.fetch(NAME_PRODUCT, self._scene.keys[title], title)
            for name, query in MADE.items():
                self._scene.keys[name] = (await unit.fetch(statement(query)))[0][0]
        keys = self._scene.keys
        keys["paused"] = await self._paused()
        ((last,),) = await self._server.house.database.fetch(LAST, keys["pair"])
        keys["yes"], keys["slip"] = last + 2, last + 4
        anna = self._scene.people["acme"]
        assert isinstance(anna, Viewer)
        keys["owners"] = anna.role.id.removeprefix("rol_")
        for name, client in self.clients.items():
            await client.begin()
            await self.away[name].begin()
            self.ears[name] = await client.wire.listen(TAUGHT, after=client.position)

    async def _paused(self) -> int:
        """A bulk message that has begun, and was paused before all of it went."""
        northstar = self._scene.people["northstar"]
        assert isinstance(northstar, Viewer)
        for i in range(9):
            new = NewBulk(creators=[self._scene.keys["maya"]], draft=Draft(text="Hi"))
            key = (await bulk.start(northstar, f"bulk {i}", new)).key
            async with self._server.house.database.transaction() as unit:
                await unit.fetch(CALL_OFF)
                if await unit.fetch(PAUSE, key):
                    return key
        raise AssertionError("it is always sent before it can be paused")

    async def play(self, one: Play) -> list[str]:
        """Do it, and what becomes due by it. Returns what was said against it."""
        kind = SCHEMA.fields[one.name].args["input"].type.of_type.name
        document = f"""mutation($input: {kind}!) {{
            {one.name}(input: $input) {{ __typename ... on Problem {{ code detail }} }} }}"""
        said = (await self._wires[one.by].ask(document, input=self._scene.filled(one.given)))[one.name]
        if one.later:
            await time_does_its_work(self._server.house)
        return [said["detail"]] if "code" in said else []

    async def differences(self) -> list[str]:
        """Where the cache of one who listened is not what a fresh read answers."""
        found = []
        for name, client in self.clients.items():
            found += [f"{name}: {one}" for one in await client.differences(self.ears[name])]
        return found

    async def differences_of_the_away(self) -> list[str]:
        """The same of those who hear it all at once now."""
        found = []
        for name, client in self.away.items():
            async with client.wire.listening(TAUGHT, after=client.position) as ear:
                found += [f"{name}: {one}" for one in await client.differences(ear)]
        return found

    def _client(self, name: str) -> Client:
        return Client(self._wires[name], f"acc_{self._scene.keys[name]}", pool=name == "lumen")

    def _wire(self, who: Any) -> Wire:
        if isinstance(who, Service | Staff):
            kind = sign_in.Platform.STAFF if isinstance(who, Staff) else sign_in.Platform.SERVICE
            return self._server.platform(who.name, kind)
        return self._server.wire(who)


@pytest.fixture
async def generous(database_url: str, _without_passwords: None, tmp_path: Path) -> AsyncIterator[Server]:
    """A server that lets everybody read as much as they like."""
    async with serving.serving(database_url, policy=Path(unlimited(tmp_path))) as served:
        yield served


def test_every_mutation_is_played_or_changes_nothing_that_events_tell_of() -> None:
    played = {one.name for one in PLAYS}

    assert played | set(UNTOLD) == set(SCHEMA.fields)
    assert not played & set(UNTOLD)


@pytest.mark.long
@pytest.mark.rule("EVT-1")
@pytest.mark.rule("EVT-3", part="replay")
async def test_old_state_plus_events_is_what_a_fresh_read_answers(generous: Server) -> None:
    show = Show(generous, await set_up(generous.house))
    await show.begin()
    wrong = []

    for one in PLAYS:
        wrong += [f"{one.name} by {one.by}: {said}" for said in [*await show.play(one), *await show.differences()]]

    assert not wrong, "\n".join(wrong)
    assert await show.differences_of_the_away() == []
    for ear in show.ears.values():
        await ear.close()
    heard = set[str]().union(*(client.kinds for client in show.clients.values()))
    assert heard == {kind.__name__ for kind in KINDS}

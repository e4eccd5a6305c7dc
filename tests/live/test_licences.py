"""Licensed data never leaves after its time: every way that it could go is tried, a second before the end and at it."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from graphql import get_named_type

from app import rendering
from app.graphql import PASSING
from domain.house import House
from domain.leads import Lead
from domain.queries import leads as queries
from tests.cast import Person, say, started
from tests.conftest import Hands
from tests.exporting import ACCOUNT
from tests.pools import CONTACT, PROFILE, aired, asked, licensed
from tests.serving import Server
from tests.wire import Wire

LICENCE = "licensedUntil licensedData { contact profile bestLive { startedAt gmv { amount currency } uniqueViewers } }"
LEAD = f"__typename id {LICENCE}"
NODE = f"query($id: ID!) {{ node(id: $id) {{ ... on Lead {{ {LEAD} }} }} }}"
NODES = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Lead {{ {LEAD} }} }} }}"
POOL = f"query($query: String) {{ leads(query: $query) {{ nodes {{ {LEAD} }} edges {{ node {{ {LEAD} }} }} }} }}"
CREATOR = f"""query($handle: String!) {{ account(handle: $handle) {{ ... on Creator {{ lead {{ {LEAD} }} }} }} }}"""
INBOX = f"""query {{ inbox(filter: {{ isLead: true }}) {{ nodes {{
    counterpart {{ ... on Creator {{ lead {{ {LEAD} }} }} }} }} }} }}"""
NOTIFICATIONS = f"query {{ notifications {{ nodes {{ text subject {{ ... on Lead {{ {LEAD} }} }} }} }} }}"
UPDATE = f"""mutation($input: UpdateLeadInput!) {{ updateLead(input: $input) {{
    ... on LeadSuccess {{ lead {{ {LEAD} }} creator {{ lead {{ {LEAD} }} }} }} }} }}"""
MARK = f"""mutation($input: LeadCreatorInput!) {{ markAsLead(input: $input) {{
    ... on LeadSuccess {{ lead {{ {LEAD} }} }} }} }}"""
CHANGED = f"subscription($after: Position) {{ leadChanged(after: $after) {{ position lead {{ {LEAD} }} }} }}"
EVENTS = f"""subscription($after: Position) {{ events(after: $after) {{ __typename position
    ... on LeadChanged {{ lead {{ {LEAD} }} creator {{ lead {{ {LEAD} }} }} }}
    ... on NotificationAdded {{ notification {{ text subject {{ ... on Lead {{ {LEAD} }} }} }} }} }} }}"""
SECRETS = (CONTACT, PROFILE, "500.00")


def kept(told: str) -> tuple[str, ...]:
    """Which of the secrets are in an answer."""
    return tuple(secret for secret in SECRETS if secret in told)


Way = Callable[[], Awaitable[Any]]


async def persisted(wire: Wire, document: str, **variables: Any) -> Any:
    """The same of a document that the server keeps, by its hash alone."""
    kept = {"version": 1, "sha256Hash": hashlib.sha256(document.encode()).hexdigest()}
    headers = {"Authorization": wire.credentials["authorization"], "Parley-Account": wire.credentials["account"]}
    body = {"variables": variables, "extensions": {"persistedQuery": kept}}
    said: Any = None
    for more in ({"query": document}, {}):
        async with wire.session.post(f"{wire.url}/graphql", json=body | more, headers=headers) as answer:
            said = await answer.json()
    assert "errors" not in said, said
    return said["data"]


async def export(wire: Wire, account_key: int) -> str:
    """A link to an export of all that an account has."""
    url: str = (await wire.ask(ACCOUNT, id=f"acc_{account_key}"))["exportAccount"]["url"]
    return url


def _leads(written: bytes) -> list[Any]:
    """The leads in an export; nothing else of it may know what is licensed."""
    said = [json.loads(line) for line in written.splitlines()]
    found = [line for line in said if line["type"] == "lead"]
    assert kept(json.dumps([line for line in said if line not in found])) == ()
    return found


class Ways:
    """Every way out of the pool of a partner, for one lead of it."""

    def __init__(self, house: House, wire: Wire, lead: Lead, before: str, exported: str) -> None:
        """`before` is the position before the lead came, `exported` a link to an export of the account."""
        self._house, self._wire, self._lead, self._before = house, wire, lead, before
        self._notes = 0
        self.all: dict[str, Way] = {
            "node": lambda: wire.ask(NODE, id=lead.id),
            "nodes": lambda: wire.ask(NODES, ids=[lead.id]),
            "a cached document": lambda: persisted(wire, NODE, id=lead.id),
            "the pool": lambda: wire.ask(POOL),
            "the pool, searched": lambda: wire.ask(POOL, query="gala"),
            "the creator's profile": lambda: wire.ask(CREATOR, handle="gala"),
            "the inbox": lambda: wire.ask(INBOX),
            "notifications": lambda: wire.ask(NOTIFICATIONS),
            "an update's answer": self.update,
            "a mark's answer": lambda: wire.ask(MARK, input={"creatorId": lead.creator.id}),
            "a lead event": lambda: self._live(CHANGED),
            "an event among all": lambda: self._live(EVENTS),
            "a replayed subscription": lambda: self._replayed(CHANGED, 1),
            "a replay of all events": lambda: self._replayed(EVENTS, 2),
            "an export": self._exported,
            "an export by a link of before": lambda: self._read(exported),
            "an export on the command line": self._copied,
        }

    async def update(self) -> Any:
        """Change the lead, so that its partner is told."""
        self._notes += 1
        return await self._wire.ask(UPDATE, input={"leadId": self._lead.id, "note": f"Note {self._notes}"})

    async def _live(self, document: str) -> Any:
        async with self._wire.listening(document) as ear:
            await self.update()
            return await ear.next()

    async def _replayed(self, document: str, count: int) -> Any:
        async with self._wire.listening(document, after=self._before) as ear:
            return await ear.take(count)

    async def _exported(self) -> Any:
        return await self._read(await export(self._wire, self._lead.partner_key))

    async def _read(self, url: str) -> Any:
        async with self._wire.session.get(f"{self._wire.url}{url}") as answer:
            return _leads(await answer.read())

    async def _copied(self) -> Any:
        return _leads(b"".join([piece async for piece in rendering.account(self._house, self._lead.partner_key)]))

    async def tried(self) -> dict[str, str]:
        """What comes out by each."""
        return {name: json.dumps(await way(), ensure_ascii=False) for name, way in self.all.items()}


@pytest.mark.rule("LEAD-4")
async def test_licensed_data_leaves_by_no_way_from_the_end_of_its_seventh_day_on(
    server: Server, lumen: Person, gala: Person, clock: Hands
) -> None:
    await licensed(gala)
    await aired(gala, "best", 50_000, clock.at - timedelta(days=1))
    await say(lumen, await started(lumen, gala), "hello")
    before = await server.wire(lumen).position()
    request = await asked(gala, lumen)
    (lead,) = (await queries.page(await lumen.viewer())).nodes
    clock.advance(days=7, seconds=-1)
    wire = server.wire(lumen)
    ways = Ways(server.house, wire, lead, before, await export(wire, lumen.key))

    shown = await ways.tried()
    assert {name: kept(told) for name, told in shown.items()} == dict.fromkeys(ways.all, SECRETS)
    clock.advance(seconds=1)
    hidden = await ways.tried()

    assert {name: kept(told) for name, told in hidden.items()} == dict.fromkeys(ways.all, ())
    until = request.licensed_until.isoformat().replace("+00:00", "Z")
    for name, told in hidden.items():
        assert '"licensedData": null' in told, name
        assert f'"licensedUntil": "{until}"' in told, name  # so the lead says why


@pytest.mark.rule("LEAD-4")
async def test_a_listener_is_told_when_the_licence_ends(
    server: Server, lumen: Person, gala: Person, clock: Hands
) -> None:
    await licensed(gala)
    wire = server.wire(lumen)
    ear = await wire.listen(CHANGED)
    await asked(gala, lumen)
    began = await ear.next()
    assert began["lead"]["licensedData"]["contact"] == CONTACT

    clock.advance(days=7)

    ended = await ear.next()  # the server's own timer has told it
    assert ended["lead"]["licensedData"] is None
    assert ended["lead"]["licensedUntil"] == began["lead"]["licensedUntil"]


@pytest.mark.rule("LEAD-4")
async def test_what_shows_licensed_data_is_not_kept_for_a_client_that_does_not_read(server: Server) -> None:
    engine = server.sockets.engine
    types = engine.schema._schema.type_map.values()
    fields = {
        name
        for one in types
        for name, field in getattr(one, "fields", {}).items()
        if str(get_named_type(field.type)) == "LicensedData"
    }

    assert fields == PASSING
    for document, passing in ((CHANGED, True), (EVENTS, True), ("subscription { leadChanged { leadId } }", False)):
        assert (await engine.prepare({"query": document}, request_id="1")).passing is passing

"""A client that keeps a normalised cache, as Apollo and Relay do, and feeds it by events alone."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.wire import Ear, Wire, number

GUIDE = (Path(__file__).parents[1] / "docs" / "clients.md").read_text(encoding="utf-8")
(TAUGHT,) = [text for text in re.findall(r"```graphql\n(.*?)```\n", GUIDE, flags=re.DOTALL) if "Everything(" in text]
FRAGMENTS = TAUGHT[TAUGHT.index("fragment ") :]
THREAD = "...Thread messages(last: 25) { nodes { ...Words } pageInfo { hasPreviousPage } }"
READ = (
    f"""query Read($held: [ID!]!, $pool: Boolean!) {{
        viewer {{ id position role {{ id name permissions }} permissions }}
        nodes(ids: $held) {{ ... on Conversation {{ {THREAD} }} }}
        invitations(first: 25) {{ nodes {{ ...Invited }} }}
        partnerships(first: 25) {{ nodes {{ ...Linked }} }}
        samples(first: 25) {{ nodes {{ ...Sampled }} }}
        leads(first: 25) @include(if: $pool) {{ nodes {{ ...Pooled }} }}
        notifications(first: 50) {{ nodes {{ ...Noted }} }}
        bulkMessages(first: 25) {{ nodes {{ ...Bulk }} }}
    }}"""
    + FRAGMENTS
)
INBOX = """query { inbox(first: 50) { nodes { id } } archived: inbox(folder: ARCHIVED, first: 50) { nodes { id } } }"""
AGAIN = (
    """query Again($ids: [ID!]!) { nodes(ids: $ids) { ... on Message { ...Words conversation { ...Side } } } }"""
    + FRAGMENTS[FRAGMENTS.index("fragment Side") : FRAGMENTS.index("fragment Invited")]
)
# What is listed: a node of these that is not read any more should have been dropped.
LISTED = ("cnv_", "msg_", "inv_", "pts_", "smp_", "led_", "ntf_", "blk_")

Nodes = dict[str, dict[str, Any]]


class Client:
    """One account's cache, and what tells it."""

    def __init__(self, wire: Wire, account_id: str, *, pool: bool) -> None:
        self.wire = wire
        self._pool = pool
        self._me = account_id
        self.nodes: Nodes = {}
        self.position = ""
        self.kinds: set[str] = set()

    async def begin(self) -> None:
        """Fill the cache."""
        self.nodes, self.position = await self.read()

    async def read(self) -> tuple[Nodes, str]:
        """A fresh cache, and the position that it was read at."""
        inbox = await self.wire.ask(INBOX)
        held = {one for one in self.nodes if one.startswith("cnv_")}  # an empty one is in no folder
        held |= {one["id"] for folder in inbox.values() for one in folder["nodes"]}
        said = await self.wire.ask(READ, held=sorted(held), pool=self._pool)
        made: Nodes = {}
        keep(made, said)
        for one in made.values():
            # Lists are not updated by events; whether their nodes are all there is compared by the nodes.
            assert not one.pop("messages", {}).get("pageInfo", {}).get("hasPreviousPage")
        return made, str(made[said["viewer"]["id"]].pop("position"))

    async def differences(self, ear: Ear) -> list[str]:
        """Apply what is told up to now, and say what a fresh read answers otherwise."""
        fresh, until = await self.read()
        while True:
            while number(self.position) < number(until):
                await self.apply(await ear.next())
            found = _differences(self.nodes, fresh)
            fresh, now = await self.read() if found else (fresh, until)
            if now == until:  # else what is done in the background came between: it is told after that position
                return found
            until = now

    async def apply(self, event: Mapping[str, Any]) -> None:
        """Do with an event what docs/clients.md says."""
        assert number(event["position"]) == number(self.position) + 1
        self.position = event["position"]
        self.kinds.add(event["__typename"])
        keep(self.nodes, event)
        kind = event["__typename"]
        if kind in {"ShowcaseAdded", "ShowcaseRemoved"}:
            await self._ask_again(self._cards_with(event["creator"]["id"], {one["id"] for one in event["products"]}))
        elif kind == "ConversationRead":
            await self._ask_again(self._unseen_cards(event["conversation"]["id"], event["upTo"]))
        elif kind == "LeadChanged" and event["lead"] is None:
            self.nodes.pop(event["leadId"], None)
        elif kind == "ConversationChanged" and event["conversation"]["counterpart"]["status"] == "DEACTIVATED":
            await self._ask_again(self._messages(event["conversation"]["id"]))

    async def _ask_again(self, ids: list[str]) -> None:
        if ids:
            keep(self.nodes, await self.wire.ask(AGAIN, ids=ids))

    def _messages(self, conversation: str | None = None) -> list[str]:
        place = {"ref": conversation}
        there = [one for one in self.nodes if one.startswith("msg_") and "card" in self.nodes[one]]
        return [one for one in there if conversation is None or self.nodes[one]["conversation"] == place]

    def _cards_with(self, creator: str, products: set[str]) -> list[str]:
        found = []
        for one in self._messages():
            items = (self.nodes[one]["card"] or {}).get("items", ())
            thread = self.nodes[self.nodes[one]["conversation"]["ref"]]
            mine = thread["counterpart"]["ref"] == creator or creator == self._me
            if mine and products & {item["product"]["ref"] for item in items}:
                found.append(one)
        return found

    def _unseen_cards(self, conversation: str, up_to: int) -> list[str]:
        found = []
        for one in self._messages(conversation):
            card = self.nodes[one]["card"] or {}
            seen = self.nodes[card["invitation"]["ref"]] if "invitation" in card else card
            if seen.get("seenAt", "") is None and self.nodes[one]["sequence"] <= up_to:
                found.append(one)
        return found


def keep(nodes: Nodes, value: Any) -> Any:
    """Put what was answered into a cache, each object that has an id as itself; what stands in its place."""
    if isinstance(value, list):
        return [keep(nodes, one) for one in value]
    if not isinstance(value, dict):
        return value
    fields = {name: keep(nodes, inner) for name, inner in value.items()}
    if "id" not in fields:
        return fields
    nodes.setdefault(fields["id"], {}).update(fields)
    return {"ref": fields["id"]}


def _differences(ours: Nodes, fresh: Nodes) -> list[str]:
    found = [f"{one} is gone" for one in ours if one.startswith(LISTED) and one not in fresh]
    for one, fields in fresh.items():
        held = ours.get(one)
        if held is None:
            found.append(f"{one} is not there: {fields}")
            continue
        found += [
            f"{one}.{name} is {held.get(name, 'missing')}, and should be {value}"
            for name, value in fields.items()
            if held.get(name, ...) != value
        ]
    return found

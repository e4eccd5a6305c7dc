"""Exports, as they are written: JSON Lines, and CSV for spreadsheets.

A conversation is read by a stored document through the gateway: so an export shows what the API shows, by the same
rules and under the same ids, and whoever exports is asked again for each page (MSG-9). All that an account has belongs
to no viewer of the API: it is read by statements of its own (domain.queries.copies).
"""

import csv
import io
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from strawberry.schema import Schema

from domain.errors import NotFound
from domain.exports import ExportFormat
from domain.house import House
from domain.queries import copies, viewers
from domain.rules import access
from domain.viewer import Viewer
from gateway.documents import Reading
from gateway.engine import Engine
from gateway.limits import Limits
from gateway.seams import Codes
from schema.context import Context

PAGE = 50
WRITTEN = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
ITEMS = "items { product { id } title price { amount currency } commission }"
DOCUMENT = f"""
    query Export($id: ID!, $first: Int!, $after: String) {{
      node(id: $id) {{ ... on Conversation {{ messages(first: $first, after: $after) {{
        pageInfo {{ hasNextPage endCursor }}
        nodes {{
          id sequence sentAt sender {{ id handle }} kind text recalledAt deleted sentBy {{ handle }} clientMessageId
          media {{ contentType width height }}
          card {{
            __typename
            ... on ProductCard {{ {ITEMS} }}
            ... on ProductListCard {{ name {ITEMS} }}
            ... on TargetCollaborationCard {{ name invitation {{ id }} {ITEMS} }}
            ... on SampleCard {{ title sample {{ id }} }}
            ... on LinkInvitationCard {{ partnership {{ id }} }}
          }} }} }} }} }} }}"""
# It reads more at a time than what is asked from outside may.
ROOMY = Limits(cost=1_000_000)
COLUMNS = (
    "id sequence sentAt sender kind text recalledAt deleted sentBy clientMessageId mediaType mediaWidth mediaHeight "
    "card products"
).split()
# What a spreadsheet would run, also in full width, as those of East Asia take them.
FORMULA = (*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Renderer:
    """Writes conversations, by an engine of its own: stored documents are read whatever clients may send."""

    engine: Engine

    @classmethod
    def beside(cls, engine: Engine) -> "Renderer":
        """One with the schema of another engine."""
        return cls(stored(engine.schema, engine.telling.codes, engine.reading))

    def close(self) -> None:
        """Write nothing more."""
        self.engine.close()

    async def conversation(
        self, house: House, key: int, form: ExportFormat, user_key: int, account_key: int
    ) -> AsyncIterator[bytes]:
        """A conversation as a member sees it, page by page. Raises what refuses the member, before or amid it."""
        if form is ExportFormat.CSV:
            yield table([COLUMNS])
        after: str | None = None
        while True:
            viewer = await _asked(house, user_key, account_key)
            page = await self._page(viewer, key, after)
            if form is ExportFormat.CSV:
                yield table(map(row, page["nodes"]))
            else:
                yield b"".join(orjson.dumps(line, option=WRITTEN) for line in page["nodes"])
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    async def _page(self, viewer: Viewer, key: int, after: str | None) -> dict[str, Any]:
        request_id = secrets.token_hex(8)
        variables = {"id": f"cnv_{key}", "first": PAGE, "after": after}
        prepared = await self.engine.prepare({"query": DOCUMENT, "variables": variables}, request_id=request_id)
        answer = orjson.loads(await prepared.answer(Context(request_id, viewer)))
        if answer.get("errors"):
            raise UnreadableError(answer["errors"])
        if answer["data"]["node"] is None:
            raise NotFound("conversationId", "conversation")
        page: dict[str, Any] = answer["data"]["node"]["messages"]
        return page


def stored(schema: Schema, codes: Codes, reading: Reading) -> Engine:
    """An engine for stored documents: it reads them as another does, whatever clients may send to that."""
    own = Reading(ROOMY, reading.sizes, reading.natives, introspection=False, compiled=reading.compiled)
    return Engine(schema, codes, own)


class UnreadableError(Exception):
    """A page could not be read whole."""


async def _asked(house: House, user_key: int, account_key: int) -> Viewer:
    """The member that a link was made for, as things stand now, and whether it may still export."""
    viewer = await viewers.acting(house, user_key, account_key)
    access.exporting(viewer)
    return viewer


async def account(house: House, key: int) -> AsyncIterator[bytes]:
    """All that an account has here."""
    async for lines in copies.lines(house, key):
        yield b"".join(orjson.dumps(line, option=WRITTEN) for line in lines)


async def owned(house: House, key: int, user_key: int) -> AsyncIterator[bytes]:
    """The same for one of its owners, who is asked again each time that some of it is written."""
    access.owning(await viewers.acting(house, user_key, key))
    async for written in account(house, key):
        access.owning(await viewers.acting(house, user_key, key))
        yield written


def row(message: Line) -> list[Any]:
    """A message as a row of a table."""
    media, card = message["media"] or {}, message["card"] or {}
    return [
        message["id"], message["sequence"], message["sentAt"], (message["sender"] or {}).get("handle"),
        message["kind"], message["text"], message["recalledAt"], "yes" if message["deleted"] else None,
        (message["sentBy"] or {}).get("handle"), message["clientMessageId"], media.get("contentType"),
        media.get("width"), media.get("height"), card.get("name") or card.get("title"),
        "; ".join(map(_item, card.get("items") or ())),
    ]  # fmt: skip


def _item(item: Line) -> str:
    rate = f", {item['commission']} %" if item["commission"] is not None else ""
    return f"{item['title']} ({item['price']['amount']} {item['price']['currency']}{rate})"


def table(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as CSV (RFC 4180). Words that a spreadsheet would take for a formula begin with a ' in it."""
    text = io.StringIO()
    csv.writer(text).writerows([[_harmless(value) for value in one] for one in rows])
    return text.getvalue().encode()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value

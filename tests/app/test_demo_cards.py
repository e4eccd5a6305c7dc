"""What the people of the demo have done with cards: every kind, in every state."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pytest_aiohttp import AiohttpClient

from app import demo
from app.demo.deeds import VERBS
from app.demo.script import deeds
from app.demo.telling import LENGTH
from app.server import build
from app.settings import Settings
from domain import clock as time
from domain.actions import messages
from domain.house import House
from domain.queries import viewers
from models.messages import MessageKind
from models.notifications import NotificationKind
from models.partnerships import ChangeStatus, PartnershipStatus
from models.samples import SampleCancelReason, SampleStatus
from models.sql import statement
from tests.app.served import SECRET, Client, headers, quicken
from tests.cast import Person
from tests.conftest import NOON, Hands, everything

PEOPLE = ("maya", "acme", "northstar", "noor", "fresh")
CONVERSATIONS = (
    "query($after: String) { inbox(first: 50, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }"
)
THREAD = """query($id: ID!, $before: String) { node(id: $id) { ... on Conversation {
  messages(last: 25, before: $before) { pageInfo { hasPreviousPage startCursor } nodes {
    kind text preview recalledAt sentAt sender { handle } media { url contentType animated }
    card { __typename
      ... on ProductCard { added viaInvitation { status } items { title added commission } }
      ... on ProductListCard { name added productsAdded seenAt list { name } items { added } }
      ... on TargetCollaborationCard { added invitation { status seenAt productsAdded } items { added } }
      ... on SampleCard { title sample { status cancelReason contentUrl dueAt } }
      ... on LinkInvitationCard { partnership {
        status programme changes(first: 3) { nodes { status commission endsAt } } } }
    } } } } } }"""
GOODS = """{
  products(first: 100) { nodes { title price { amount currency } commission imageUrl category samplesOffered state } }
  campaigns { nodes { title startsAt endsAt products { title } } } productLists { nodes { name } } }"""
NEWS = "{ viewer { unreadNotifications } notifications(first: 100) { nodes { kind text at } } }"


@pytest.fixture
def dialect() -> str:
    """That the demo loads into both databases is shown elsewhere."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _here(clock: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is noon, and pictures go where the test's files are."""
    monkeypatch.setenv("PARLEY_MEDIA", str(tmp_path / "media"))


class Reader:
    """Reads as somebody of the demo, through the API."""

    def __init__(self, client: Client, house: House, handle: str, user_key: int) -> None:
        self.client = client
        self._who = Person(house, handle, 0, user_key)

    async def ask(self, document: str, **variables: Any) -> Any:
        """What is answered; there are no errors."""
        body = {"query": document, "variables": variables}
        async with self.client.post("/graphql", json=body, headers=headers(self.client, self._who)) as response:
            said = await response.json()
        assert "errors" not in said, said["errors"]
        return said["data"]

    async def messages(self) -> list[dict[str, Any]]:
        """Every message of every conversation, each thread in its order."""
        found: list[str] = []
        after, more = None, True
        while more:
            page = (await self.ask(CONVERSATIONS, after=after))["inbox"]
            found += [node["id"] for node in page["nodes"]]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        return [message for id in found for message in await self._thread(id)]

    async def _thread(self, id: str) -> list[dict[str, Any]]:
        thread: list[dict[str, Any]] = []
        before, more = None, True
        while more:
            page = (await self.ask(THREAD, id=id, before=before))["node"]["messages"]
            thread = page["nodes"] + thread
            before, more = page["pageInfo"]["startCursor"], page["pageInfo"]["hasPreviousPage"]
        return thread


@pytest.fixture
async def readers(
    house: House, database_url: str, tmp_path: Path, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Reader]:
    """The people of the demo, at a server."""
    quicken(monkeypatch)
    await demo.load(house)
    settings = Settings(database=database_url, secret=SECRET, media=str(tmp_path / "media"))
    client: Client = await aiohttp_client(build(settings))
    keys = {handle: await viewers.user_key(house, handle) for handle in PEOPLE}
    return {handle: Reader(client, house, handle, key) for handle, key in keys.items() if key is not None}


def cards(said: list[dict[str, Any]], kind: str) -> Iterator[dict[str, Any]]:
    """The cards of a kind."""
    return (message["card"] for message in said if message["card"] and message["card"]["__typename"] == kind)


async def test_every_kind_of_card_is_there_in_every_state(readers: dict[str, Reader]) -> None:
    said = {handle: await reader.messages() for handle, reader in readers.items()}

    maya, acme, northstar = said["maya"], said["acme"], said["northstar"]
    assert {message["kind"] for message in maya} == {*MessageKind}
    assert {bool(message["text"]) for message in maya if message["kind"] == "PHOTO"} == {True, False}
    assert [m["text"] for m in maya if m["recalledAt"]] == [None]
    for both in (maya, acme):
        shown = [(len(c["items"]) > 1, sum(i["added"] for i in c["items"]), c) for c in cards(both, "ProductCard")]
        assert {(several, bool(added), card["added"]) for several, added, card in shown} >= {
            (False, True, True), (False, False, False), (True, True, False), (True, False, False),
        }  # fmt: skip
        assert {c["items"][0]["commission"] for *_, c in shown if c["viaInvitation"]} == {"24"}
    for both in (maya, northstar):
        lists = list(cards(both, "ProductListCard"))
        assert {(card["seenAt"] is not None, card["list"] is not None) for card in lists} == {
            (True, True), (False, True), (True, False),
        }  # fmt: skip
        assert {(card["added"], any(i["added"] for i in card["items"])) for card in lists} >= {
            (True, True), (False, True),
        }  # fmt: skip
    for both in (maya, acme):
        invited = list(cards(both, "TargetCollaborationCard"))
        statuses = {"PENDING", "ACCEPTED", "DECLINED", "EXPIRED", "WITHDRAWN"}
        assert {card["invitation"]["status"] for card in invited} == statuses
        asked = [card["sample"] for card in cards(both, "SampleCard")]
        assert {sample["status"] for sample in asked} == {*SampleStatus}
        pending = {bool(sample["contentUrl"]) for sample in asked if sample["status"] == "CONTENT_PENDING"}
        assert pending == {True, False}
    assert {card["added"] for card in cards(acme, "TargetCollaborationCard")} == {True, False}
    reasons = {card["sample"]["cancelReason"] for card in cards(acme, "SampleCard")} - {None}
    assert reasons == {*SampleCancelReason}
    for both in (maya, northstar):
        links = [card["partnership"] for card in cards(both, "LinkInvitationCard")]
        assert {link["status"] for link in links} == {*PartnershipStatus}
        changes = {change["status"] for link in links for change in link["changes"]["nodes"]}
        assert {ChangeStatus.PROPOSED, ChangeStatus.ACCEPTED} <= changes
    assert [message["card"] is None for handle in ("noor", "fresh") for message in said[handle]].count(False) >= 6


async def test_its_pictures_are_what_uploads_would_have_made(readers: dict[str, Reader]) -> None:
    maya = readers["maya"]
    kinds = []
    for media in [m["media"] for m in await maya.messages() if m["media"]]:
        async with maya.client.get(media["url"]) as shown:
            assert shown.status == 200
            kinds.append((shown.content_type, media["animated"]))

    assert sorted(kinds) == [("image/gif", True), ("image/jpeg", False), ("image/jpeg", False)]


async def test_shops_have_products_and_the_agency_campaigns_and_lists(readers: dict[str, Reader]) -> None:
    acme, northstar = await readers["acme"].ask(GOODS), await readers["northstar"].ask(GOODS)

    goods = acme["products"]["nodes"]
    assert ("Cordless milk frother", {"amount": "24.99", "currency": "USD"}) in [
        (p["title"], p["price"]) for p in goods
    ]
    assert {product["category"] for product in goods} == {"Home & Kitchen"}
    assert {product["samplesOffered"] for product in goods} == {True, False}
    assert {product["state"] for product in goods} == {"ACTIVE", "OUT_OF_STOCK"}
    assert len((await readers["fresh"].ask(GOODS))["products"]["nodes"]) == 3
    now = f"{NOON:%Y-%m-%dT%H}"
    running = [c["startsAt"] < now < c["endsAt"] for c in northstar["campaigns"]["nodes"]]
    assert sorted(running) == [False, True]
    assert len(northstar["productLists"]["nodes"]) == 4


async def test_notifications_have_come_by_themselves(readers: dict[str, Reader]) -> None:
    news = {handle: await reader.ask(NEWS) for handle, reader in readers.items()}

    assert all(found["viewer"]["unreadNotifications"] for found in news.values())
    kinds = {note["kind"] for found in news.values() for note in found["notifications"]["nodes"]}
    # Of nobody's access is anything changed here; no bulk message has more creators than the week has left; the one
    # proposal that nobody answered is open still; the story is shorter than what a parcel may take; and nobody has a
    # webhook, which would be of an address outside.
    assert {*NotificationKind} - kinds == {
        NotificationKind.ACCESS_CHANGED, NotificationKind.BULK_MESSAGE_WAITING, NotificationKind.LINK_CHANGE_EXPIRED,
        NotificationKind.SAMPLE_CONTENT_PENDING, NotificationKind.WEBHOOK_SUSPENDED,
    }  # fmt: skip


async def test_all_of_it_happened_in_order_and_none_of_it_tomorrow(house: House) -> None:
    await demo.load(house)

    rows = await everything(house)
    later = [(table, row) for table, found in rows.items() for row in found if table in WRITTEN and latest(row) > NOON]
    assert later == []
    feeds = statement("SELECT account_id, at FROM feed_entries ORDER BY account_id, position")
    threads = statement("SELECT conversation_id, sent_at FROM messages ORDER BY conversation_id, sequence")
    for query in (feeds, threads):
        entries = [tuple(row) for row in await house.database.fetch(query)]
        assert [(a, b) for a, b in pairwise(entries) if a[0] == b[0] and a[1] > b[1]] == []
    assert await house.database.fetch(statement("SELECT 1 FROM due_work WHERE due_at <= $1"), NOON) == []


# All that is written with the moment that it happened at. What is yet to happen stands elsewhere.
WRITTEN = ("accounts conversations messages media cards showcase_entries notifications feed_entries").split()


def latest(row: tuple[Any, ...]) -> datetime:
    """The latest moment in a row."""
    return max((value for value in row if isinstance(value, datetime)), default=NOON)


async def test_a_load_that_goes_on_the_next_day_tells_the_same(
    house: House, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = messages.send

    async def cut(*_args: Any) -> Any:
        if time.now() > NOON - timedelta(days=8):
            raise ConnectionError
        return await send(*_args)

    with monkeypatch.context() as patch:
        patch.setattr(messages, "send", cut)
        with pytest.raises(ConnectionError):
            await demo.load(house)
    clock.advance(days=1)
    assert await demo.load(house)

    sent = statement("SELECT client_message_id, sent_at FROM messages WHERE client_message_id IS NOT NULL")
    moments = {deed.made: NOON - timedelta(seconds=deed.ago) for deed in deeds()}
    for made, at in await house.database.fetch(sent):
        assert moments[made] == at
    assert await house.database.fetch(statement("SELECT 1 FROM samples WHERE status = 'CONTENT_PENDING'")) != []


def test_no_two_deeds_are_of_one_moment_and_all_are_within_what_feeds_keep(house: House) -> None:
    moments = [deed.ago for deed in deeds()]

    assert len({*moments}) == len(moments)
    assert 0 < min(moments) < max(moments) < LENGTH.total_seconds()
    assert timedelta(days=house.policy.defaults.feed_kept_days) > LENGTH
    assert {deed.verb for deed in deeds()} <= {*VERBS}


async def test_nobody_sent_more_than_will_be_let_through(house: House) -> None:
    """OUT-1 and OUT-2: creators respond by a message, a request, or an answer; a notice is nobody's."""
    await demo.load(house)
    answers = defaultdict(list)
    for deed in deeds():
        if deed.by_creator and deed.verb in {"accept", "decline", "add", "agree", "refuse"}:
            answers[deed.pair].append(NOON - timedelta(seconds=deed.ago))
    query = statement("""
        SELECT c.handle, o.handle, m.sender_id = p.creator_id, m.sent_at
        FROM messages m JOIN pairs p ON p.id = m.conversation_id
        JOIN accounts c ON c.id = p.creator_id JOIN accounts o ON o.id = p.partner_id
        WHERE m.sender_id IS NOT NULL ORDER BY m.conversation_id, m.sequence""")
    waiting: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for creator, partner, by_creator, at in await house.database.fetch(query):
        pair = (creator, partner)
        last = max((answer for answer in answers[pair] if answer < at), default=None)
        waiting[pair] = [] if by_creator else [*(w for w in waiting[pair] if last is None or w > last), at]
        assert len(waiting[pair]) <= 5, pair

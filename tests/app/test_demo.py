"""The demo marketplace."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app import demo
from app.demo import figures
from app.demo.cast import BLOCKS, STATUSES, cast
from app.demo.script import deeds
from app.demo.told import Conversation, conversations
from app.sign_in import Passwords
from domain.actions import (
    accounts,
    assignments,
    blocks,
    bulk,
    catalog,
    imports,
    media,
    member_invitations,
    messages,
    notes,
    partnerships,
    replies,
    reports,
    samples,
    scheduled,
    showcase,
    teams,
)
from domain.errors import AccessRevoked, AwaitingReply, Forbidden
from domain.house import House
from domain.lists import InboxCounts
from domain.outreach import ContactCost
from domain.queries import accounts as profiles
from domain.queries import conversations as inbox
from domain.queries import outreach, viewers
from domain.viewer import Viewer
from models.accounts import CreatorLevel, Metric
from models.teams import Permission
from tests import invariants
from tests.conftest import NOON, NothingHappens, everything

CREATOR_FOLDERS = ("messages", "unread", "unreplied", "starred", "archived", "new_connections")
TEN_MINUTES = 600


@pytest.fixture(autouse=True)
def _here(clock: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is noon, and pictures go where the test's files are."""
    monkeypatch.setenv("PARLEY_MEDIA", str(tmp_path / "media"))


@pytest.fixture(scope="module")
def told() -> list[Conversation]:
    """Every conversation of the demo."""
    return conversations(cast())


async def someone(house: House, handle: str, account: str | None = None) -> Viewer:
    """A user of the demo, acting for the account of the same handle or for another."""
    user_key = await viewers.user_key(house, handle)
    assert user_key is not None
    return await viewers.identify(house, user_key, account or handle)


def numbers(counts: InboxCounts) -> dict[str, int]:
    """How many conversations each folder holds."""
    return {folder: getattr(counts, folder).value for folder in CREATOR_FOLDERS}


async def test_it_loads_once_and_whole(house: House, told: list[Conversation], nothing_happens: NothingHappens) -> None:
    assert await demo.load(house)

    async with nothing_happens():
        assert not await demo.load(house)
    await invariants.holds(house.database, announced=False)
    rows = await everything(house)
    assert len(rows["accounts"]) == len(cast().accounts)
    assert len(rows["messages"]) > sum(len(conversation.lines) for conversation in told) + 100
    assert len([row for row in rows["users"] if row[3]]) == 7


class Cut(Exception):
    """The power went."""


def cut(door: Callable[..., Any], after: int) -> Callable[..., Any]:
    """A door that works so many times, and then fails before it does anything."""
    left = iter(range(after))

    async def opened(*args: Any, **more: Any) -> Any:
        if next(left, None) is None:
            raise Cut
        return await door(*args, **more)

    return opened


CUTS: list[tuple[ModuleType, str, int]] = [
    (accounts, "create", 60),
    (teams, "create_user", 30),
    (accounts, "record_statistics", 0),
    (teams, "add_owner", 50),
    (teams, "set_permissions", 0),
    (teams, "add_member", 1),
    (catalog, "create_products", 0),
    (imports, "import_conversations", 3),
    (replies, "create", 1),
    (notes, "add", 0),
    (notes, "set_labels", 0),
    (assignments, "assign", 0),
    (partnerships, "respond", 0),
    (media, "keep", 1),
    (messages, "send", 3),
    (showcase, "add", 1),
    (samples, "review", 2),
    (bulk, "start", 0),
    (scheduled, "schedule", 0),
    (samples, "ship", 1),
    (scheduled, "schedule", 1),
    (blocks, "block", 2),
    (member_invitations, "invite", 1),
    (reports, "report", 0),
    (accounts, "set_status", 1),
]


ONCE = {
    "saved_replies": 3, "creator_notes": 6, "creator_labels": 17, "bulk_messages": 1, "bulk_recipients": 5,
    "scheduled_messages": 3, "member_invitations": 2, "abuse_reports": 1,
}  # fmt: skip


async def test_a_load_that_was_interrupted_is_completed_by_the_next(
    house: House, told: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name, after in CUTS:
        with monkeypatch.context() as patch:
            patch.setattr(module, name, cut(getattr(module, name), after))
            with pytest.raises(Cut):
                await demo.load(house)

    assert await demo.load(house)

    await invariants.holds(house.database, announced=False)
    rows = await everything(house)
    assert len(rows["accounts"]) == len(cast().accounts)
    assert len(rows["memberships"]) == len(rows["users"]) == len(cast().accounts) + 3
    pairs = {(conversation.creator, conversation.partner) for conversation in told} | {deed.pair for deed in deeds()}
    assert len(rows["conversations"]) == len(pairs)
    assert [row for row in rows["media"] if row[-1] is not None] == []
    assert {table: len(rows[table]) for table in ONCE} == ONCE
    assert len([row for row in rows["pairs"] if row[4] or row[5]]) == len(BLOCKS)
    per_metric = Counter((row[0], row[1]) for row in rows["statistics"])
    assert set(per_metric.values()) == {len(figures.DAYS_AGO) + 1}


async def test_its_people_are_who_they_are_said_to_be(house: House) -> None:
    await demo.load(house)

    people = {handle: await someone(house, handle) for handle in ("maya", "noor", "acme", "fresh", "northstar")}
    latest = await profiles.latest_stats(people["acme"], [viewer.account.key for viewer in people.values()])
    stats = {handle: latest[viewer.account.key] for handle, viewer in people.items()}
    assert (people["maya"].account.level, people["noor"].account.level) == ("GOLD", "NONE")
    assert 5_000_00 <= stats["maya"][Metric.LIVE_GMV_30D].value < 10_000_00
    assert stats["noor"][Metric.LIVE_GMV_30D].value == 0
    assert set(stats["maya"]) == set(Metric)
    assert 2_000_00 <= stats["acme"][Metric.AFFILIATE_GMV_30D].value < 50_000_00
    assert stats["fresh"] == {}
    northstar = people["northstar"].account
    assert (northstar.programmes, northstar.verified, northstar.live_partner) == (["CAP", "TAP"], True, True)
    sam = await someone(house, "sam", "acme")
    assert (sam.role.name, sam.permissions) == ("Inbox", Permission.INSTANT_MESSAGING)
    assert all(viewer.role.is_owner for viewer in people.values())


async def test_its_shops_are_of_every_tier_and_one_waits_for_a_reply(house: House) -> None:
    await demo.load(house)

    shops = {
        handle: await someone(house, handle) for handle in ("fresh", "cablecraft", "copperkettle", "acme", "voltwise")
    }
    weeks = {handle: await outreach.quota(shop) for handle, shop in shops.items()}
    assert {handle: (week.tier, week.starter_pack_remaining, week.remaining) for handle, week in weeks.items()} == {
        "fresh": ("T0", 999, 1_019),
        "cablecraft": ("T0", None, 20),
        "copperkettle": ("T1", None, 50),
        "acme": ("T2", None, 499),
        "voltwise": ("T3", None, None),
    }
    harriet = await profiles.by_handle(shops["fresh"], "teacuptales")
    assert harriet is not None
    check = (await outreach.contacts(shops["fresh"], [harriet.key]))[harriet.key]
    assert (check.cost, check.remaining, type(check.problem)) == (ContactCost.REFUSED, 0, AwaitingReply)


async def test_their_inboxes_have_something_in_every_folder(house: House) -> None:
    await demo.load(house)

    found = {
        handle: numbers(await inbox.counts(await someone(house, handle))) for handle in ("maya", "acme", "northstar")
    }
    assert [name for name in CREATOR_FOLDERS if not found["maya"][name]] == []
    assert [name for name in CREATOR_FOLDERS[:-1] if not (found["acme"][name] and found["northstar"][name])] == []
    totals = {handle: counts["messages"] + counts["archived"] for handle, counts in found.items()}
    assert totals["maya"] >= 20
    assert totals["acme"] >= 40
    assert totals["northstar"] >= 30


async def test_who_is_not_active_is_shown_with_a_past_and_may_do_nothing(house: House) -> None:
    await demo.load(house)

    with pytest.raises(AccessRevoked, match="Counterfeit goods were sold repeatedly"):
        await inbox.page(await someone(house, "glowdepot"))
    acme = await someone(house, "acme")
    dan = await profiles.by_handle(acme, "dealdropdan")
    assert dan is not None
    seen = (await inbox.with_accounts(acme, [dan.key]))[dan.key]
    assert (seen.counterpart.status, seen.last_sequence > 0) == ("DEACTIVATED", True)


async def test_the_people_sign_in_with_their_handles_and_nobody_else_does(house: House) -> None:
    await demo.load(house)
    passwords = Passwords()

    for handle in ("maya", "noor", "acme", "fresh", "northstar", "sam", "theo"):
        assert await passwords.check(house, handle, handle) == await viewers.user_key(house, handle)
    assert await passwords.check(house, "maya", "noor") is None
    assert await passwords.check(house, "jude", "jude") is None
    with pytest.raises(Forbidden):
        await someone(house, "sam", "maya")


def test_the_same_is_told_each_time_in_every_process(told: list[Conversation]) -> None:
    script = (
        "import hashlib; from app.demo.cast import cast; from app.demo.told import conversations;"
        "print(hashlib.sha256(repr(conversations(cast())).encode()).hexdigest())"
    )
    elsewhere = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}

    again = subprocess.run([sys.executable, "-c", script], env=elsewhere, check=True, capture_output=True, text=True)

    assert again.stdout.strip() == hashlib.sha256(repr(told).encode()).hexdigest()


def test_every_level_and_tier_and_programme_is_there() -> None:
    everybody = cast()

    assert {creator.account.level for creator in everybody.creators.values()} == set(CreatorLevel)
    assert {partner.tier for partner in everybody.partners.values()} == {"NEVER", "T0", "T1", "T2", "T3", ""}
    agencies = [p.account for p in everybody.partners.values() if not p.tier]
    assert {(tuple(agency.programmes), agency.verified) for agency in agencies} == {
        (programmes, verified) for programmes in (("CAP",), ("TAP",), ("CAP", "TAP")) for verified in (True, False)
    }
    assert {account.kind for account in everybody.accounts.values() if account.live_partner} == {"AGENCY", "SELLER"}
    assert {account.markets[0] for account in everybody.accounts.values()} == {"US", "GB"}


def test_figures_fit_levels_and_some_are_stale(house: House) -> None:
    everybody = cast()
    keys = {handle: number for number, handle in enumerate(everybody.accounts)}

    found = figures.figures(everybody, keys, house.policy, NOON)

    for handle, creator in everybody.creators.items():
        low, high = figures.LIVE_GMV[creator.account.level]
        live = [f.value for f in found if f.account_key == keys[handle] and f.metric == Metric.LIVE_GMV_30D]
        assert all(low * 100 <= value <= high * 100 for value in live)
    newest = {key: max(f.taken_at for f in found if f.account_key == key) for key in {f.account_key for f in found}}
    stale = [key for key, at in newest.items() if at < NOON - timedelta(hours=48)]
    assert 3 <= len(stale) <= len(newest) / 4


def test_nothing_is_left_to_fill_in(told: list[Conversation]) -> None:
    texts = [line.text for conversation in told for line, _ in conversation.lines]

    assert [text for text in texts if re.search(r"[{}|]|\s{2}", text) or not text.strip()] == []
    assert 300 <= len(told) <= 400
    assert len(texts) > 3_000
    assert len(set(texts)) > len(texts) / 2


def test_everything_was_said_within_two_months_and_some_of_it_just_now(told: list[Conversation]) -> None:
    ages = [ago for conversation in told for _, ago in conversation.lines]

    assert max(conversation.started_ago for conversation in told) < 60 * 86_400
    assert 0 < min(ages) < TEN_MINUTES


@pytest.mark.parametrize("limit", [5])
def test_nobody_wrote_more_than_would_be_let_through(told: list[Conversation], limit: int) -> None:
    for conversation in told:
        unanswered = 0
        for line, _ in conversation.lines:
            unanswered = 0 if line.from_creator else unanswered + 1
            assert unanswered <= limit, (conversation.creator, conversation.partner)


def test_those_who_could_not_write_first_did_not(told: list[Conversation]) -> None:
    everybody = cast()
    first = [
        (everybody.partners[conversation.partner], everybody.creators[conversation.creator].followers)
        for conversation in told
        if not conversation.by_creator
    ]

    assert [p.account.handle for p, _ in first if not p.tier and not p.account.verified] == []
    assert [p.account.handle for p, size in first if p.tier in {"NEVER", "T0", "T1"} and size >= 20_000] == []


def test_the_strangers_have_not_met(told: list[Conversation]) -> None:
    pairs = {(conversation.creator, conversation.partner) for conversation in told} | {deed.pair for deed in deeds()}

    assert pairs & {("maya", "fresh"), ("noor", "fresh"), ("noor", "acme")} == set()
    assert {("maya", "acme"), ("maya", "northstar"), ("noor", "northstar")} <= pairs
    assert STATUSES.keys() <= {handle for pair in pairs for handle in pair}

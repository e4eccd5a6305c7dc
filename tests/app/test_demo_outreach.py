"""What the demo shows of outreach: saved replies, one message to many, messages for later; notes, labels, assignees."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from app import demo
from app.demo.script import deeds
from domain.bulk import BulkCounts
from domain.errors import InvalidInput
from domain.house import House
from domain.queries import accounts, bulk, conversations, notes, outreach, replies, scheduled, viewers
from domain.viewer import Viewer
from models.bulk import BulkStatus
from models.notifications import NotificationKind
from models.scheduled import ScheduledStatus
from models.sql import statement
from tests.conftest import NOON

THREAD = statement("""
    SELECT a.handle, m.kind, m.text FROM messages m LEFT JOIN accounts a ON a.id = m.sender_id
    WHERE m.conversation_id = $1 AND m.sequence >= $2 ORDER BY m.sequence""")
NOTES = statement("SELECT kind, at FROM notifications WHERE account_id = $1 AND kind IN ($2, $3) ORDER BY at")


@pytest.fixture
def dialect() -> str:
    """That the demo loads into both databases is shown elsewhere."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _here(clock: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is noon, and pictures go where the test's files are."""
    monkeypatch.setenv("PARLEY_MEDIA", str(tmp_path / "media"))


@pytest.fixture
async def acme(house: House) -> Viewer:
    """Acme's owner, once the demo is loaded."""
    await demo.load(house)
    return await someone(house, "acme")


async def someone(house: House, handle: str) -> Viewer:
    """The owner of an account of the demo."""
    user_key = await viewers.user_key(house, handle)
    assert user_key is not None
    return await viewers.identify(house, user_key, handle)


async def keys(viewer: Viewer, handles: Sequence[str]) -> dict[str, int]:
    """The keys of creators, by handle."""
    found = {handle: await accounts.by_handle(viewer, handle) for handle in handles}
    return {handle: account.key for handle, account in found.items() if account is not None}


async def test_acme_has_saved_replies_and_has_sent_those_that_fit(acme: Viewer) -> None:
    kept = (await replies.page(acme)).nodes

    assert {reply.name: reply.variables for reply in kept} == {
        "Welcome": [], "On its way": ["product", "days"], "Not this month": [],
    }  # fmt: skip
    sent = statement("SELECT text FROM messages WHERE sender_id = $1 AND client_message_id = $2")
    texts = []
    for deed in deeds():
        if deed.verb == "reply":
            texts += [row[0] for row in await acme.house.database.fetch(sent, acme.account.key, deed.made)]
    assert texts == [
        (
            "The stackable fridge bin set left our warehouse today and should be with you in 2 days. "
            "Write to me if it is not."
        ),
        "We have sent out all the samples that we meant to this month. Ask me again in the next, and yours goes first.",
    ]


async def test_acme_has_written_to_many_and_talks_on_with_those_who_answered(acme: Viewer) -> None:
    (one,) = (await bulk.page(acme)).nodes

    began = next(NOON - timedelta(seconds=deed.ago) for deed in deeds() if deed.verb == "send-to-many")
    assert (one.status, one.created_at, one.finished_at) == (BulkStatus.FINISHED, began, began)
    assert (await bulk.counts(acme, [one.key]))[one.key] == BulkCounts(total=5, sent=5)
    threads = {}
    for sent in (await bulk.recipients(acme, [one.key], None, None, None))[one.key].nodes:
        thread = await acme.house.database.fetch(THREAD, sent.conversation_key, sent.sequence)
        creator = (await accounts.some(acme, [sent.creator_key]))[sent.creator_key]
        assert thread[0][:2] == ("acme", "PRODUCT")
        assert thread[0][2].startswith(f"Hello {creator.name}! ")
        threads[creator.handle] = [row[0] for row in thread[1:]]
    assert threads == {
        "rugsandmugs": ["rugsandmugs"], "cordlesscora": ["cordlesscora", "acme"], "deskmodeleo": ["deskmodeleo"],
        "barkandbritt": [], "gamenightgreg": [],
    }  # fmt: skip
    week = next(week for week in (await outreach.weeks(acme)).nodes if week.week_start <= began)
    new = (await outreach.contacted(acme, [week.key]))[week.key].nodes
    assert {creator.handle for creator in new} & threads.keys() == {"gamenightgreg"}  # who had never answered


async def test_messages_are_still_to_go_and_one_was_refused(acme: Viewer) -> None:
    northstar = await someone(acme.house, "northstar")

    of_acme, of_northstar = (await scheduled.page(acme)).nodes, (await scheduled.page(northstar)).nodes

    assert [(it.status, it.send_at - NOON) for it in of_acme] == [
        (ScheduledStatus.SCHEDULED, timedelta(days=2)), (ScheduledStatus.REFUSED, timedelta(days=-7.5)),
    ]  # fmt: skip
    assert [(it.status, it.send_at - NOON) for it in of_northstar] == [(ScheduledStatus.SCHEDULED, timedelta(days=3))]
    refusal = of_acme[1].refusal
    assert isinstance(refusal, InvalidInput)
    assert refusal.detail == "This product is not offered at the moment: it cannot be sent."
    kinds = (NotificationKind.BULK_MESSAGE_FINISHED, NotificationKind.SCHEDULED_MESSAGE_REFUSED)
    told = await acme.house.database.fetch(NOTES, acme.account.key, *kinds)
    assert [row[0] for row in told] == [*kinds]
    assert told[1][1] == of_acme[1].send_at


async def test_creators_have_notes_labels_and_somebody_who_looks_after_them(acme: Viewer) -> None:
    northstar = await someone(acme.house, "northstar")

    assert await kept_of(acme, ("maya", "tinytoesplay", "bakedbybea", "gamenightgreg", "barkandbritt", "noor")) == {
        "maya": (1, ["kitchens", "reliable"], "acme"),
        "tinytoesplay": (1, ["families"], "sam"),
        "bakedbybea": (0, ["kitchens"], "acme"),
        "gamenightgreg": (1, ["families", "holiday table"], "sam"),
        "barkandbritt": (0, ["holiday table"], None),
        "noor": (0, [], None),
    }
    assert await kept_of(northstar, ("maya", "noor", "sofiastyles", "hannahlifts", "gamenightgreg")) == {
        "maya": (1, ["kitchens", "to be renewed"], "northstar"),
        "noor": (0, ["small and growing"], None),
        "sofiastyles": (1, ["to be renewed"], "jude"),
        "hannahlifts": (0, [], "jude"),
        "gamenightgreg": (0, [], None),
    }


async def kept_of(viewer: Viewer, handles: Sequence[str]) -> dict[str, tuple[int, list[str], str | None]]:
    """What a side keeps to itself about creators: how many notes, the labels, and who looks after them."""
    creators = await keys(viewer, handles)
    found, labels = await notes.notes(viewer, [*creators.values()]), await notes.labels(viewer, [*creators.values()])
    talks = await conversations.with_accounts(viewer, [*creators.values()])
    after = await conversations.assignees(viewer, [talk.key for talk in talks.values()])
    return {
        handle: (
            len(found[key]), labels[key],
            after[talks[key].key].handle if key in talks and talks[key].key in after else None,
        )
        for handle, key in creators.items()
    }  # fmt: skip

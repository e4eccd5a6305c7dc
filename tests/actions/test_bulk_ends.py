"""Bulk messages: what holds one up, how each ends, and what is left of it when it has."""

import asyncio

import pytest

from app.due_work import DueWork
from domain.actions import accounts, blocks, bulk, deliveries, invitations, recalls, reports
from domain.actions.accounts import Figure
from domain.actions.drafts import Draft
from domain.actions.posts import Place
from domain.errors import InvalidInput, QuotaExhausted
from domain.house import House
from domain.queries import media, notifications
from domain.queries import reports as report_queries
from domain.queries import scheduled as to_go_later
from domain.viewer import Staff, System
from models.accounts import AccountKind, Metric
from models.bulk import BulkStatus
from models.due import DueKind
from models.reports import ReportReason, ReportResolution
from models.sql import statement
from tests import invariants
from tests.actions.test_bulk import begun, now, outcomes, said, texts_of
from tests.actions.test_outreach_races import limited
from tests.cast import Person, offered, person, started, target, time_does_its_work, to_go, uploaded
from tests.conftest import Hands, NothingHappens

PAIRS = statement("SELECT creator_id FROM pairs")
WORDS = "For {creator_name}"


async def bytes_gone(house: House) -> list[str]:
    """Under which names bytes are deleted now."""
    gone = list[str]()

    async def delete(key: int) -> None:
        name = await media.name_of_deleted(house, key)
        gone.extend([] if name is None else [name])

    work = DueWork(house, {DueKind.MEDIA_BYTES: delete})
    await work._all(work.outside)
    return gone


async def recall(by: Person, key: int, index: int) -> None:
    """Recall what one creator was sent."""
    one = (await outcomes(by, key))[index]
    await recalls.recall(await by.viewer(), one.conversation_key or 0, one.sequence or 0)


async def another(house: House, number: int) -> Person:
    """One creator more."""
    return await person(house, AccountKind.CREATOR, f"creator{number}")


# ── recalled ──


@pytest.mark.rule("MSG-5")
async def test_words_that_went_to_many_or_later_are_gone_too_once_they_are_recalled(
    house: House, acme: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    sent = await begun(acme, [maya, noor], text="{creator_name}: a secret")
    it = await to_go(acme, await started(acme, maya), "another secret")
    await time_does_its_work(house)
    await recall(acme, sent.key, 0)
    clock.advance(hours=1)
    await time_does_its_work(house)
    viewer = await acme.viewer()
    went = (await to_go_later.some(viewer, [it.key]))[it.key]
    assert (went.text, went.sequence) == ("another secret", 2)

    await recalls.recall(viewer, went.conversation_key, 2)

    assert (await to_go_later.some(viewer, [it.key]))[it.key].text is None
    assert [one.text for one in await outcomes(acme, sent.key)] == [None, "Noor: a secret"]


# ── its photo ──


@pytest.mark.rule("OUT-12")
async def test_a_photo_that_nobody_shows_any_more_is_deleted_when_it_is_over(
    house: House, acme: Person, maya: Person, noor: Person
) -> None:
    photo = await uploaded(acme)
    sent = await begun(acme, [maya, noor], text=None, draft=Draft(text=WORDS, media_key=photo))
    await deliveries.deliver(System(house), sent.key)
    await recall(acme, sent.key, 0)
    assert await bytes_gone(house) == []  # noor is still to have it
    assert photo in await media.some(await acme.viewer(), [photo])

    await bulk.cancel(await acme.viewer(), sent.key)

    assert await media.some(await acme.viewer(), [photo]) == {}
    assert len(await bytes_gone(house)) == 1
    with pytest.raises(InvalidInput, match="sent already"):
        await begun(acme, [noor], "again", text=None, draft=Draft(text="Look", media_key=photo))


@pytest.mark.rule("OUT-12")
async def test_a_photo_goes_with_the_last_message_that_shows_it(
    house: House, acme: Person, maya: Person, noor: Person
) -> None:
    photo = await uploaded(acme)
    sent = await begun(acme, [maya, noor], text=None, draft=Draft(text=WORDS, media_key=photo))
    await time_does_its_work(house)

    await recall(acme, sent.key, 0)
    assert (await bytes_gone(house), len(await media.some(await acme.viewer(), [photo]))) == ([], 1)
    await recall(acme, sent.key, 1)

    assert await media.some(await acme.viewer(), [photo]) == {}
    assert await bytes_gone(house) != []


@pytest.mark.rule("MSG-5")
async def test_a_photo_of_many_that_was_reported_is_staffs_only_once_nobody_shows_it(
    house: House, acme: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    photo, staff = await uploaded(acme), Staff(house, "ada")
    sent = await begun(acme, [maya, noor], text=None, draft=Draft(text=WORDS, media_key=photo))
    await time_does_its_work(house)
    ((*one,),) = await house.database.fetch(
        statement("SELECT conversation_id, sequence FROM bulk_recipients WHERE creator_id = $1"), maya.key
    )
    report = await reports.report(await maya.viewer(), *one, reason=ReportReason.SPAM)

    await recall(acme, sent.key, 0)
    await recall(acme, sent.key, 1)

    assert await media.some(await acme.viewer(), [photo]) == {}
    assert await bytes_gone(house) == []
    (kept,) = [open_one.evidence for open_one in (await report_queries.page(staff)).nodes]
    assert kept is not None
    assert kept.media is not None
    assert await media.stored(house, kept.media.name) is not None
    await reports.resolve(staff, report.key, ReportResolution.UPHELD)
    clock.advance(days=180)
    await time_does_its_work(house)
    assert await media.stored(house, kept.media.name) is None
    assert await bytes_gone(house) != []


@pytest.mark.rule("OUT-12")
async def test_a_photo_goes_also_when_its_last_messages_are_recalled_at_once(house: House, acme: Person) -> None:
    photo, creators = await uploaded(acme), [await another(house, n) for n in range(8)]
    sent = await begun(acme, creators, text=None, draft=Draft(text="Look", media_key=photo))
    await time_does_its_work(house)

    await asyncio.gather(*(recall(acme, sent.key, index) for index in range(8)))

    assert await media.some(await acme.viewer(), [photo]) == {}
    assert await bytes_gone(house) != []


@pytest.mark.rule("MSG-8")
async def test_a_photo_that_is_held_for_another_message_is_not_sent_in_bulk(
    acme: Person, maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    photo = await uploaded(acme)
    await to_go(acme, await started(acme, maya), Draft(text="Look", media_key=photo))

    async with nothing_happens():
        with pytest.raises(InvalidInput, match="with another message already") as refused:
            await begun(acme, [noor], text=None, draft=Draft(text="Look", media_key=photo))
    assert refused.value.facts == {"field": "content.media.mediaId"}


# ── what holds it up ──


@pytest.mark.rule("OUT-12")
async def test_a_creator_that_fails_again_and_again_does_not_stop_the_others(  # noqa: PLR0917 - the whole cast
    house: House, acme: Person, maya: Person, noor: Person, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = deliveries._say

    async def fails_for_maya(tx: object, turn: deliveries._Delivery, *more: object) -> Place:
        if turn.creator.key == maya.key:
            raise RuntimeError
        return await say(tx, turn, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(deliveries, "_say", fails_for_maya)
    sent = await begun(acme, [noor, maya, *[await another(house, n) for n in range(2)]])
    work = DueWork(house, {})

    await work._bulk()
    assert await said(acme, sent.key) == ["SENT", "PENDING", "PENDING", "PENDING"]
    for seconds in (5, 10):
        assert await work._bulk() == 0  # not before its pause is over
        clock.advance(seconds=seconds)
        await work._bulk()

    assert await said(acme, sent.key) == ["SENT", "REFUSED CLOSED", "SENT", "SENT"]
    problem = (await outcomes(acme, sent.key))[1].problem
    assert str(problem) == "This could not be sent: something went wrong on our side."
    assert (await now(acme, sent.key)).status is BulkStatus.FINISHED
    assert await texts_of(maya) == []
    await invariants.holds(house.database)


@pytest.mark.rule("OUT-12")
async def test_a_creator_that_fails_once_is_tried_again(
    house: House, acme: Person, maya: Person, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> Place:
        raise RuntimeError

    sent = await begun(acme, [maya])
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "_say", fails)
        for seconds in (5, 10):
            await DueWork(house, {})._bulk()
            clock.advance(seconds=seconds)
    await time_does_its_work(house)

    assert await said(acme, sent.key) == ["SENT"]


@pytest.mark.rule("BLK-4")
@pytest.mark.parametrize("auto_resume", [True, False])
@pytest.mark.parametrize("by_creator", [True, False])
async def test_one_that_waits_is_finished_when_a_block_leaves_nobody_to_wait_for(  # noqa: PLR0917 - the whole cast
    house: House, acme: Person, maya: Person, noor: Person, auto_resume: bool, by_creator: bool
) -> None:
    limited(house, starter_pack_units=0, tier_t0_weekly=1)
    sent = await begun(acme, [maya, noor], auto_resume=auto_resume)
    await time_does_its_work(house)
    assert await said(acme, sent.key) == ["SENT", "WAITING QUOTA_EXHAUSTED"]

    who, whom = (noor, acme) if by_creator else (acme, noor)
    await blocks.block(await who.viewer(), whom.key)

    ended = await now(acme, sent.key)
    assert (ended.status, ended.resumes_at) == (BulkStatus.FINISHED, None)
    told = [one.kind for one in (await notifications.page(await acme.viewer())).nodes]
    assert told == ["BULK_MESSAGE_FINISHED", "BULK_MESSAGE_WAITING"]
    assert str((await outcomes(acme, sent.key))[1].problem) == (
        "You cannot send messages to creator now as you are blocked by them."
        if by_creator
        else "You have blocked this account. Unblock it to send messages."
    )
    await invariants.holds(house.database)


@pytest.mark.rule("OUT-12")
async def test_who_waited_is_not_told_to_come_back_once_it_is_cancelled(
    house: House, acme: Person, maya: Person, noor: Person
) -> None:
    limited(house, starter_pack_units=0, tier_t0_weekly=1)
    sent = await begun(acme, [maya, noor])
    await time_does_its_work(house)

    await bulk.cancel(await acme.viewer(), sent.key)

    problem = (await outcomes(acme, sent.key))[1].problem
    assert problem is not None
    assert (problem.code, problem.retry_at) == ("CLOSED", None)


@pytest.mark.rule("OUT-12")
async def test_of_strangers_who_are_refused_nothing_is_kept(
    house: House, acme: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    limited(house, starter_pack_units=0, tier_t0_weekly=1)
    await accounts.record_statistics(System(house), [Figure(maya.key, Metric.FOLLOWERS, 50_000, clock.at, None)])
    sent = await begun(acme, [maya, noor, await another(house, 0)])
    await time_does_its_work(house)

    assert await said(acme, sent.key) == ["REFUSED FOLLOWER_LIMIT", "SENT", "WAITING QUOTA_EXHAUSTED"]
    assert [row[0] for row in await house.database.fetch(PAIRS)] == [noor.key]
    collaboration = await target(acme, await offered(acme, "Red"))
    (outcome,) = await invitations.invite(await acme.viewer(), "invite", collaboration, [(await another(house, 1)).key])
    assert isinstance(outcome.problem, QuotaExhausted)
    assert [row[0] for row in await house.database.fetch(PAIRS)] == [noor.key]

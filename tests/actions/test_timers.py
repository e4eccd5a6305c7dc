"""What happens by itself: once, whoever does it, and also after a pause (PLT-5)."""

import asyncio
from datetime import timedelta

import pytest

import domain.clock
from app.due_work import DueWork
from domain.actions import proposals, timers
from domain.actions.proposals import NewChange
from domain.house import House
from domain.queries import invitations as queries
from domain.queries import partnerships
from domain.viewer import System
from models.accounts import AccountKind
from models.due import DueKind
from models.invitations import InvitationStatus
from models.sql import statement
from tests.cast import Person, asked_to_link, invited, linked, offered, person, requested, target, time_does_its_work
from tests.conftest import Hands, Heard, NothingHappens

SET = statement("INSERT INTO due_work (kind, subject_id, due_at, attempts) VALUES ($1, $2, $3, 0)")
COUNTED = statement("ANALYZE due_work")
DUE = statement("SELECT kind, subject_id FROM due_work WHERE kind <> 'LEVELS_ARE_SET' ORDER BY due_at, kind")


async def waiting(house: House) -> list[str]:
    """What is to happen, in the order that it will, beside the levels."""
    return [row[0] for row in await house.database.fetch(DUE)]


@pytest.mark.rule("PLT-5", part="deadlines of cards")
async def test_however_many_processes_work_at_once_each_thing_is_done_once(
    acme: Person, maya: Person, clock: Hands, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    noor = await person(acme.house, AccountKind.CREATOR, "noor")
    key = await target(acme, await offered(acme, "Red"), days=3)
    for creator in (maya, noor):
        await invited(acme, key, creator)
    clock.advance(days=3)

    monkeypatch.setattr(timers, "BATCH", 1)  # so that each has something to claim
    done = await asyncio.gather(*(DueWork(acme.house, {}).do() for _ in range(8)))

    assert sum(done) == 2
    assert (await heard(maya)).count("invitation_changed") == 2  # sent, expired
    assert (await heard(acme)).count("invitation_changed") == 4
    assert await waiting(acme.house) == []


@pytest.mark.rule("PLT-5", part="deadlines of cards")
async def test_what_was_due_while_nobody_worked_is_made_up_for_step_by_step(
    acme: Person, northstar: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    (red,) = await offered(acme, "Red", samples_offered=True)
    await invited(acme, await target(acme, [red], days=1), maya)
    await linked(northstar, maya, days=5)
    await asked_to_link(northstar, noor)
    await requested(maya, red)
    assert await waiting(acme.house) == [
        "INVITATION_ENDS", "LINK_ENDS", "LINK_REQUEST_ENDS", "SAMPLE_STEP_ENDS",
    ]  # fmt: skip
    clock.advance(days=365)

    assert await time_does_its_work(acme.house) == 4
    assert await waiting(acme.house) == []


async def test_who_claims_some_gets_no_more_also_where_the_database_counted_fewer(house: House) -> None:
    system = System(house)
    async with house.database.transaction() as unit:
        await unit.fetch(SET, DueKind.BULK_GOES_ON, 1, domain.clock.now())
        await unit.fetch(COUNTED)
        for subject in (2, 3):
            await unit.fetch(SET, DueKind.BULK_GOES_ON, subject, domain.clock.now())

    claimed = [await timers.claim(system, [DueKind.BULK_GOES_ON], 1) for _ in range(4)]

    assert [len(some) for some in claimed] == [1, 1, 1, 0]


@pytest.mark.rule("PLT-5", part="deadlines of cards")
async def test_who_dies_at_work_leaves_it_to_the_next(acme: Person, maya: Person, clock: Hands) -> None:
    sent = await invited(acme, await target(acme, await offered(acme, "Red"), days=1), maya)
    clock.advance(days=1)
    system = System(acme.house)

    assert await timers.claim(system, timers.TIMERS) == [(DueKind.INVITATION_ENDS, sent.key)]  # and dies
    assert await timers.claim(system, timers.TIMERS) == []
    clock.advance(minutes=1)

    assert await time_does_its_work(acme.house) == 1
    assert (await queries.some(await maya.viewer(), [sent.key]))[sent.key].status is InvitationStatus.EXPIRED


async def test_what_is_done_already_is_not_done_again(
    acme: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    sent = await invited(acme, await target(acme, await offered(acme, "Red"), days=1), maya)
    async with nothing_happens():
        assert not await timers.run(System(acme.house), DueKind.INVITATION_ENDS, sent.key)  # not due yet
        assert not await timers.run(System(acme.house), DueKind.INVITATION_ENDS, 10**15)
    clock.advance(days=1)
    await time_does_its_work(acme.house)

    async with nothing_happens():
        assert not await timers.run(System(acme.house), DueKind.INVITATION_ENDS, sent.key)


async def test_one_thing_that_fails_is_tried_later_and_stands_in_nobodys_way(
    acme: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    key = await target(acme, await offered(acme, "Red"), days=1)
    for creator in (maya, noor):
        await invited(acme, key, creator)
    clock.advance(days=1)
    async with acme.house.database.transaction() as unit:  # something that nobody foresaw
        text = "INSERT INTO due_work (kind, subject_id, due_at, attempts) VALUES ('SOMETHING', 1, $1, 0)"
        await unit.fetch(statement(text.replace("SOMETHING", DueKind.MEDIA_BYTES)), clock.at)
    failed: list[int] = []

    async def fail(subject_key: int) -> None:
        failed.append(subject_key)
        raise OSError("the store is away")

    work = DueWork(acme.house, {DueKind.MEDIA_BYTES: fail})
    assert await work.do() == 2
    for pause in (5, 10, 20):
        assert await work.do() == 0
        clock.advance(seconds=pause - 1)
        assert await work.do() == 0
        clock.advance(seconds=1)
        tries = len(failed)
        assert await work.do() == 0
        assert len(failed) == tries + 1


async def test_two_who_do_the_same_thing_at_once_do_it_once(
    acme: Person, maya: Person, clock: Hands, heard: Heard
) -> None:
    sent = await invited(acme, await target(acme, await offered(acme, "Red"), days=1), maya)
    clock.advance(days=1)
    system = System(acme.house)

    done = await asyncio.gather(*(timers.run(system, DueKind.INVITATION_ENDS, sent.key) for _ in range(10)))

    assert sum(done) == 1
    assert (await heard(maya)).count("invitation_changed") == 2  # sent, expired


async def test_what_was_moved_meanwhile_is_neither_done_nor_pulled_forward(
    northstar: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    link = await linked(northstar, maya, days=20)
    await proposals.propose(
        await northstar.viewer(), "longer", link.key, NewChange(ends_at=link.ends_at + timedelta(days=100))
    )
    clock.advance(days=5)
    (change,) = (await partnerships.changes(await maya.viewer(), [link.key]))[link.key].nodes
    await proposals.respond(await maya.viewer(), change.key, accept=True)
    clock.advance(days=15)
    system = System(northstar.house)
    assert await time_does_its_work(northstar.house) == 0  # but for the levels, whose day has come

    async with nothing_happens():  # by somebody who had claimed it, or failed at it, before
        await timers.postpone(system, DueKind.LINK_ENDS, link.key)
        assert not await timers.run(system, DueKind.LINK_ENDS, link.key)
        assert await time_does_its_work(northstar.house) == 0


async def test_what_a_later_version_has_set_up_is_left_to_that(acme: Person, maya: Person, clock: Hands) -> None:
    await invited(acme, await target(acme, await offered(acme, "Red"), days=1), maya)
    clock.advance(days=1)
    async with acme.house.database.transaction() as unit:
        text = "INSERT INTO due_work (kind, subject_id, due_at, attempts) VALUES ('NEW_THING', 1, $1, 0)"
        await unit.fetch(statement(text), clock.at)

    assert await time_does_its_work(acme.house) == 1
    assert await waiting(acme.house) == ["NEW_THING"]

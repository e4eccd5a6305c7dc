"""Listening to bulk messages: who may hears how they get on, and nobody else."""

import pytest

from domain.actions import bulk
from domain.actions.audiences import NewBulk
from domain.actions.drafts import Draft
from models.teams import Permission
from tests.cast import Person, member, time_does_its_work
from tests.serving import Server

PROGRESS = """subscription($id: ID, $after: Position) { bulkMessageProgressed(bulkMessageId: $id, after: $after) {
    position bulkStatus bulkMessage { id status counts { total sent } } } }"""
EVERYTHING = "subscription($after: Position) { events(after: $after) { __typename position } }"


def to(creator: Person, text: str) -> NewBulk:
    """A bulk message to one creator."""
    return NewBulk(creators=[creator.key], draft=Draft(text=text))


@pytest.mark.rule("EVT-2")
@pytest.mark.rule("OUT-12")
async def test_progress_is_heard_of_one_bulk_message_or_of_all_and_replayed(
    server: Server, acme: Person, maya: Person, fresh: Person
) -> None:
    wire = server.wire(acme)
    before = await wire.position()
    everything, others = await wire.listen(PROGRESS), await server.wire(fresh).listen(PROGRESS)
    first = await bulk.start(await acme.viewer(), "first", to(maya, "One"))
    second = await bulk.start(await acme.viewer(), "second", to(maya, "Two"))
    of_one = await wire.listen(PROGRESS, id=second.id, after=before)

    await time_does_its_work(server.house)

    heard = await everything.take(4)
    assert sorted((event["bulkMessage"]["id"], event["bulkStatus"]) for event in heard) == sorted(
        (one.id, status) for one in (first, second) for status in ("RUNNING", "FINISHED")
    )
    assert [event["bulkStatus"] for event in await of_one.take(2)] == ["RUNNING", "FINISHED"]
    again = await wire.listen(PROGRESS, after=before)
    assert [event["position"] for event in await again.take(4)] == [event["position"] for event in heard]
    assert heard[-1]["bulkMessage"]["counts"] == {"total": 1, "sent": 1}
    assert await others.hears_nothing()


@pytest.mark.rule("ACC-3", part="bulk")
async def test_whoever_may_not_send_in_bulk_does_not_hear_of_it(server: Server, acme: Person, maya: Person) -> None:
    clerk = await member(acme, "clerk", Permission.INSTANT_MESSAGING)
    ear = await server.wire(clerk).listen(EVERYTHING)
    owner = await server.wire(acme).listen(EVERYTHING)

    await bulk.start(await acme.viewer(), "x", to(maya, "Hi"))
    await time_does_its_work(server.house)

    kinds = [event["__typename"] for event in await owner.take(4)]
    assert kinds == ["BulkMessageProgressed", "MessageReceived", "BulkMessageProgressed", "NotificationAdded"]
    assert [event["__typename"] for event in await ear.take(2)] == ["MessageReceived", "NotificationAdded"]
    assert await ear.hears_nothing()
    assert (await (await server.wire(clerk).listen(PROGRESS)).end()).code == "FORBIDDEN"

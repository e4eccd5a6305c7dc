"""Samples: every step, by the side whose it is, in time or not."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from domain.actions import samples
from domain.errors import Closed, DomainError, Forbidden, InvalidInput, NotFound
from domain.queries import conversations as inbox
from domain.queries import messages
from domain.queries import samples as queries
from domain.samples import Sample
from models.samples import SampleCancelReason as Reason
from models.samples import SampleStatus as Status
from models.sql import statement
from tests.cast import HOME, Person, offered, requested, time_does_its_work
from tests.conftest import Hands, Heard, NothingHappens

URL = "https://example.com/watch?v=1"
Step = Callable[[Sample], Awaitable[Sample]]


@pytest.fixture
async def product(acme: Person) -> int:
    """A product of acme's, of which samples are given."""
    return (await offered(acme, "Serum", samples_offered=True))[0]


async def seen_by(who: Person, sample: Sample) -> Sample:
    """The sample as somebody reads it."""
    return (await queries.some(await who.viewer(), [sample.key]))[sample.key]


async def approve(acme: Person, sample: Sample) -> Sample:
    return await samples.review(await acme.viewer(), sample.key, approve=True, reason=None)


async def ship(acme: Person, sample: Sample) -> Sample:
    return await samples.ship(await acme.viewer(), sample.key, "UPS", "1Z 999")


async def receive(maya: Person, sample: Sample) -> Sample:
    return await samples.receive(await maya.viewer(), sample.key)


async def show(maya: Person, sample: Sample) -> Sample:
    return await samples.submit_content(await maya.viewer(), sample.key, URL)


async def until(status: str, acme: Person, maya: Person) -> Sample:
    """A sample brought to where it is to be: "CONTENT_GIVEN" is content pending with content."""
    (product,) = await offered(acme, "Sample", samples_offered=True)
    sample = await requested(maya, product)
    for reached, step, who in (
        ("TO_REVIEW", approve, acme),
        ("TO_SHIP", ship, acme),
        ("SHIPPED", receive, maya),
        ("CONTENT_PENDING", show, maya),
    ):
        if status == reached:
            return sample
        sample = await step(who, sample)
    return sample


@pytest.mark.rule("SMP-1")
async def test_a_request_is_a_card_to_review(
    acme: Person, maya: Person, product: int, clock: Hands, heard: Heard
) -> None:
    sample = await requested(maya, product)

    assert (sample.status, sample.due_at) == (Status.TO_REVIEW, clock.at + timedelta(days=7))
    (conversation,) = (await inbox.page(await acme.viewer())).nodes
    assert (conversation.entry_point, conversation.started_by.handle) == ("SAMPLE_APPLICATIONS", "maya")
    assert (conversation.unread_count, conversation.unreplied, conversation.was_written_to) == (1, True, True)
    (page,) = await messages.read(await acme.viewer(), [(conversation, range(1, 2))])
    assert [(one.kind, one.preview) for one in page.nodes] == [("SAMPLE", "A sample request")]
    assert await heard(acme) == ["message_sent", "notification_added", "sample_changed"]
    assert await heard(maya) == ["message_sent", "sample_changed"]


@pytest.mark.rule("SMP-2")
@pytest.mark.rule("SMP-3")
async def test_from_request_to_completion(acme: Person, maya: Person, product: int, clock: Hands, heard: Heard) -> None:
    sample = await requested(maya, product)
    steps: list[tuple[Callable[[Person, Sample], Awaitable[Sample]], Person, Person, Status, int]] = [
        (approve, acme, maya, Status.TO_SHIP, 7),
        (ship, acme, maya, Status.SHIPPED, 30),
        (receive, maya, acme, Status.CONTENT_PENDING, 14),
        (show, maya, acme, Status.CONTENT_PENDING, 7),
    ]
    for step, by, other, status, days in steps:
        clock.advance(hours=1)
        sample = await step(by, sample)
        assert (sample.status, sample.due_at) == (status, clock.at + timedelta(days=days))
        assert (await heard(other))[-2:] == ["sample_changed", "notification_added"]
        assert (await heard(by))[-1] == "sample_changed"

    done = await samples.complete(await acme.viewer(), sample.key)

    assert (done.status, done.due_at, done.closed_at) == (Status.COMPLETED, None, clock.at)
    told = await seen_by(maya, sample)
    assert (told.carrier, told.tracking_number, told.content_url) == ("UPS", "1Z 999", URL)
    clock.advance(days=100)
    assert await time_does_its_work(acme.house) == 0


@pytest.mark.rule("SMP-2")
async def test_a_rejection_has_a_reason_and_a_request_can_be_withdrawn(
    acme: Person, maya: Person, product: int, heard: Heard, nothing_happens: NothingHappens
) -> None:
    first = await requested(maya, product)
    viewer = await acme.viewer()
    async with nothing_happens():
        for reason in (None, Reason.OVERDUE, Reason.WITHDRAWN):
            with pytest.raises(InvalidInput) as refused:
                await samples.review(viewer, first.key, approve=False, reason=reason)
            assert refused.value.facts == {"field": "reason"}
        with pytest.raises(InvalidInput):
            await samples.review(viewer, first.key, approve=True, reason=Reason.OTHER)

    withdrawn = await samples.withdraw(await maya.viewer(), first.key)
    second = await requested(maya, product, "again")
    rejected = await samples.review(viewer, second.key, approve=False, reason=Reason.NOT_A_MATCH)

    assert (withdrawn.status, withdrawn.cancel_reason) == (Status.CANCELLED, Reason.WITHDRAWN)
    assert (rejected.status, rejected.cancel_reason) == (Status.CANCELLED, Reason.NOT_A_MATCH)
    assert (await heard(maya))[-2:] == ["sample_changed", "notification_added"]


LATE = {
    "TO_REVIEW": (7, Status.CANCELLED, Reason.OVERDUE),
    "TO_SHIP": (7, Status.CANCELLED, Reason.NOT_SHIPPED),
    "SHIPPED": (30, Status.CONTENT_PENDING, None),
    "CONTENT_GIVEN": (7, Status.COMPLETED, None),
}


@pytest.mark.rule("SMP-2")
@pytest.mark.rule("SMP-3")
@pytest.mark.rule("PLT-5", part="deadlines of cards")
@pytest.mark.parametrize("status", LATE)
async def test_a_step_that_is_not_taken_in_time_takes_itself(
    acme: Person, maya: Person, clock: Hands, heard: Heard, status: str
) -> None:
    days, becomes, reason = LATE[status]
    sample = await until(status, acme, maya)
    clock.advance(days=days, microseconds=-1)
    assert await time_does_its_work(acme.house) == 0
    clock.advance(microseconds=1)

    assert await time_does_its_work(acme.house) == 1

    now = await seen_by(maya, sample)
    assert (now.status, now.cancel_reason) == (becomes, reason)
    for who in (acme, maya):
        assert {"sample_changed", "notification_added"} <= {*(await heard(who))[-3:]}


@pytest.mark.rule("SMP-3")
async def test_a_creator_is_reminded_of_content_and_without_it_the_sample_is_cancelled(
    acme: Person, maya: Person, clock: Hands, heard: Heard
) -> None:
    sample = await until("CONTENT_PENDING", acme, maya)
    clock.advance(days=11)

    assert await time_does_its_work(acme.house) == 1
    assert (await heard(maya))[-1] == "notification_added"
    assert (await heard(acme))[-1] == "notification_added"  # still that it was received
    clock.advance(days=3)
    assert await time_does_its_work(acme.house) == 1

    now = await seen_by(maya, sample)
    assert (now.status, now.cancel_reason) == (Status.CANCELLED, Reason.NO_CONTENT)


@pytest.mark.rule("SMP-3")
async def test_nobody_is_reminded_of_content_that_is_overdue_once_the_work_is_done_again(
    acme: Person, maya: Person, clock: Hands, heard: Heard
) -> None:
    sample = await until("CONTENT_PENDING", acme, maya)
    before = await heard(maya)
    clock.advance(days=14)

    assert await time_does_its_work(acme.house) == 2  # the reminder, which is too late, and the end
    assert (await heard(maya))[len(before) :] == ["sample_changed", "notification_added"]
    now = await seen_by(maya, sample)
    assert (now.status, now.cancel_reason) == (Status.CANCELLED, Reason.NO_CONTENT)


STEPS = ["withdraw", "approve", "reject", "ship", "receive", "show", "complete"]
ALLOWED: dict[str, dict[str, set[str]]] = {
    "TO_REVIEW": {"maya": {"withdraw"}, "acme": {"approve", "reject"}},
    "TO_SHIP": {"maya": set(), "acme": {"ship"}},
    "SHIPPED": {"maya": {"receive"}, "acme": set()},
    "CONTENT_PENDING": {"maya": {"show"}, "acme": set()},
    "CONTENT_GIVEN": {"maya": set(), "acme": {"complete"}},
    "COMPLETED": {"maya": set(), "acme": set()},
}
A_CREATORS = {"withdraw", "receive", "show"}


async def take(step: str, who: Person, sample: Sample) -> Sample:
    """Take a step by its name."""
    if step in {"approve", "reject"}:
        reason = None if step == "approve" else Reason.OTHER
        return await samples.review(await who.viewer(), sample.key, approve=step == "approve", reason=reason)
    named: dict[str, Callable[[Person, Sample], Awaitable[Sample]]] = {"ship": ship, "receive": receive, "show": show}
    if step in named:
        return await named[step](who, sample)
    door = samples.withdraw if step == "withdraw" else samples.complete
    return await door(await who.viewer(), sample.key)


@pytest.mark.rule("SMP-3")
@pytest.mark.parametrize("status", ALLOWED)
async def test_only_the_allowed_step_by_the_allowed_side_is_possible(
    acme: Person, maya: Person, noor: Person, nothing_happens: NothingHappens, status: str
) -> None:
    sample = await until("CONTENT_GIVEN" if status == "COMPLETED" else status, acme, maya)
    if status == "COMPLETED":
        await samples.complete(await acme.viewer(), sample.key)

    async with nothing_happens():
        for step in STEPS:
            for who in (maya, acme):
                if step in ALLOWED[status][who.handle]:
                    continue
                wrong_side = (who is maya) is not (step in A_CREATORS)
                with pytest.raises(Forbidden if wrong_side else Closed):
                    await take(step, who, sample)
            with pytest.raises(NotFound):
                await take(step, noor, sample)


@pytest.mark.rule("SMP-3")
@pytest.mark.parametrize("status", ["TO_REVIEW", "TO_SHIP", "SHIPPED", "CONTENT_PENDING", "CONTENT_GIVEN"])
async def test_a_late_step_is_refused_whether_or_not_anybody_has_noticed(
    acme: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens, status: str
) -> None:
    sample = await until(status, acme, maya)
    clock.advance(days=30)

    async with nothing_happens():
        for who in (maya, acme):
            for step in ALLOWED[status][who.handle]:
                with pytest.raises(Closed, match=r"the sample is (cancelled|content pending|completed)"):
                    await take(step, who, sample)


@pytest.mark.rule("SMP-6")
async def test_the_seller_sees_the_address_from_approval_to_completion_only(
    acme: Person, maya: Person, product: int
) -> None:
    sample = await requested(maya, product)
    assert (await seen_by(maya, sample)).shipping_address == HOME
    assert (await seen_by(acme, sample)).shipping_address is None

    for step, who in ((approve, acme), (ship, acme), (receive, maya), (show, maya)):
        await step(who, sample)
        assert (await seen_by(acme, sample)).shipping_address == HOME
    await samples.complete(await acme.viewer(), sample.key)

    assert (await seen_by(acme, sample)).shipping_address is None
    assert (await seen_by(maya, sample)).shipping_address is None


@pytest.mark.rule("SMP-6")
async def test_the_address_is_gone_once_a_sample_is_cancelled(acme: Person, maya: Person, clock: Hands) -> None:
    sample = await until("TO_SHIP", acme, maya)
    clock.advance(days=7)
    assert await time_does_its_work(acme.house) == 1

    kept = await acme.house.database.fetch(statement("SELECT address FROM samples WHERE id = $1"), sample.key)
    assert [tuple(row) for row in kept] == [(None,)]


async def test_whose_step_it_is_comes_before_what_is_wrong_with_it(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    sample = await until("TO_REVIEW", acme, maya)

    async with nothing_happens():
        with pytest.raises(Forbidden):
            await samples.review(await maya.viewer(), sample.key, approve=False, reason=None)
        with pytest.raises(Forbidden):
            await samples.ship(await maya.viewer(), sample.key, " ", None)
        with pytest.raises(Forbidden):
            await samples.submit_content(await acme.viewer(), sample.key, "no link")


@pytest.mark.rule("SMP-3")
async def test_a_creator_goes_on_where_time_has_gone_on_before(acme: Person, maya: Person, clock: Hands) -> None:
    sample = await until("SHIPPED", acme, maya)
    clock.advance(days=40)  # and nobody has worked

    assert (await show(maya, sample)).content_url == URL


@pytest.mark.rule("SMP-4")
async def test_samples_are_listed_by_status_the_newest_first(acme: Person, maya: Person, noor: Person) -> None:
    products = await offered(acme, "Red", "Blue", samples_offered=True)
    first, second = await requested(maya, products[0]), await requested(maya, products[1])
    await approve(acme, first)

    async def listed(who: Person, *statuses: Status) -> list[int]:
        return [one.key for one in (await queries.page(await who.viewer(), statuses or None)).nodes]

    assert await listed(acme) == await listed(maya) == [second.key, first.key]
    assert await listed(acme, Status.TO_SHIP) == [first.key]
    assert await listed(maya, Status.TO_REVIEW, Status.CANCELLED) == [second.key]
    assert await listed(noor) == []


@pytest.mark.parametrize(
    "url", ["", "ftp://example.com", "javascript:alert(1)", "https://", "https://user@evil", "x" * 9]
)
async def test_content_is_a_link(acme: Person, maya: Person, nothing_happens: NothingHappens, url: str) -> None:
    sample = await until("CONTENT_PENDING", acme, maya)

    async with nothing_happens():
        with pytest.raises(DomainError) as refused:
            await samples.submit_content(await maya.viewer(), sample.key, url)
        assert refused.value.facts == {"field": "url"}
    assert isinstance(sample.due_at, datetime)

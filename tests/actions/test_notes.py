"""Notes and labels on creators: a side's own."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from domain.actions import notes as doors
from domain.errors import DomainError, Forbidden, InvalidInput, NotFound
from domain.house import House
from domain.queries import notes
from models.accounts import AccountKind
from models.sql import statement
from models.teams import Permission
from tests.cast import Person, member, person, started
from tests.conftest import NOON, Hands, Heard, NothingHappens

MOVE = statement("UPDATE accounts SET home_market = 'JP', markets = 'JP' WHERE id = $1")


async def written(by: Person, about: Person, *texts: str) -> None:
    """Write notes, one after the other."""
    viewer = await by.viewer()
    for text in texts:
        await doors.add(viewer, f"{by.handle} notes {text}", about.key, text)


async def texts_of(who: Person, about: Person) -> list[str]:
    """The notes on a creator, as somebody reads them."""
    return [note.text for note in (await notes.notes(await who.viewer(), [about.key]))[about.key]]


async def labels_of(who: Person, about: Person) -> list[str]:
    """The labels of a creator, as somebody reads them."""
    return (await notes.labels(await who.viewer(), [about.key]))[about.key]


# ── notes ──


@pytest.mark.rule("INB-9")
async def test_notes_are_read_newest_first_with_who_wrote_them_and_when(
    clock: Hands, acme: Person, maya: Person, noor: Person, heard: Heard
) -> None:
    anna = await member(acme, "anna", Permission.INSTANT_MESSAGING)
    told = await heard(acme)
    await written(acme, maya, "Answers fast")
    clock.advance(minutes=1)
    second = await doors.add(anna, "anna's", maya.key, "  Wants samples first\n")

    of = await notes.notes(await acme.viewer(), [noor.key, maya.key])

    assert (second.text, second.written_by_key, second.written_at) == ("Wants samples first", anna.user.key, clock.at)
    assert of == {noor.key: [], maya.key: [second, of[maya.key][1]]}
    first = of[maya.key][1]
    assert (first.text, first.written_by_key, first.written_at) == ("Answers fast", acme.user_key, NOON)
    assert await heard(acme) == told


@pytest.mark.rule("INB-9")
async def test_of_many_notes_the_newest_hundred_are_shown(acme: Person, maya: Person, noor: Person) -> None:
    await written(acme, maya, *(f"note {n}" for n in range(102)))
    await written(acme, noor, "another")

    assert await texts_of(acme, maya) == [f"note {n}" for n in range(101, 1, -1)]
    assert await texts_of(acme, noor) == ["another"]


@pytest.mark.rule("MSG-2")
async def test_a_repeated_note_is_the_first_one(acme: Person, maya: Person, nothing_happens: NothingHappens) -> None:
    viewer = await acme.viewer()
    first = await doors.add(viewer, "one", maya.key, "Answers fast")

    async with nothing_happens():
        assert await doors.add(viewer, "one", maya.key, " Answers fast ") == first
        with pytest.raises(InvalidInput) as refused:
            await doors.add(viewer, "one", maya.key, "Answers slowly")

    assert refused.value.facts == {"field": "clientMutationId"}


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001, "nul\0"])
async def test_a_note_has_1_to_2000_characters(
    acme: Person, maya: Person, nothing_happens: NothingHappens, text: str
) -> None:
    async with nothing_happens():
        with pytest.raises(InvalidInput) as refused:
            await doors.add(await acme.viewer(), "one", maya.key, text)

    assert refused.value.facts == {"field": "text"}
    assert (await doors.add(await acme.viewer(), "one", maya.key, "x" * 2000)).text == "x" * 2000


# ── labels ──


@pytest.mark.rule("INB-9")
async def test_labels_replace_those_before_and_are_told_where_there_is_a_conversation(
    acme: Person, maya: Person, heard: Heard
) -> None:
    viewer = await acme.viewer()
    told = await heard(acme)
    await doors.set_labels(viewer, maya.key, ["  VIP ", "to  call", "Fashion"])
    assert await labels_of(acme, maya) == ["Fashion", "VIP", "to call"]
    assert await heard(acme) == told
    await started(acme, maya)
    told, theirs = await heard(acme), await heard(maya)

    await doors.set_labels(viewer, maya.key, ["VIP", "Beauty"])
    assert await labels_of(acme, maya) == ["Beauty", "VIP"]
    await doors.set_labels(viewer, maya.key, [])

    assert await labels_of(acme, maya) == []
    assert await heard(acme) == [*told, "conversation_changed", "conversation_changed"]
    assert await heard(maya) == theirs


@pytest.mark.rule("INB-9")
async def test_the_same_labels_again_change_nothing(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    viewer = await acme.viewer()
    await started(acme, maya)
    async with nothing_happens():
        await doors.set_labels(viewer, maya.key, [])
    await doors.set_labels(viewer, maya.key, ["VIP", "Beauty"])

    async with nothing_happens():
        await doors.set_labels(viewer, maya.key, ["Beauty", "VIP "])


@pytest.mark.rule("INB-9")
@pytest.mark.parametrize(
    ("labels", "field", "says"),
    [
        ([f"label {n}" for n in range(21)], "labels", "These are 21 labels; a creator can carry at most 20."),
        (["VIP", " "], "labels.1", "Give 1 to 40 characters."),
        (["x" * 41], "labels.0", "Give 1 to 40 characters."),
        (["VIP", "Fashion", " VIP"], "labels.2", "This label is named twice."),
        (["nul\0"], "labels.0", "The text contains a NUL character, which cannot be stored."),
    ],
    ids=["too many", "empty", "too long", "twice", "not to be stored"],
)
async def test_labels_that_nobody_can_carry_are_refused(  # noqa: PLR0917 - a test's fixtures and its cases
    acme: Person, maya: Person, nothing_happens: NothingHappens, labels: list[str], field: str, says: str
) -> None:
    viewer = await acme.viewer()
    await doors.set_labels(viewer, maya.key, ["before"])

    async with nothing_happens():
        with pytest.raises(InvalidInput) as refused:
            await doors.set_labels(viewer, maya.key, labels)

    assert (refused.value.facts, refused.value.detail) == ({"field": field}, says)
    most = [f"{n:02}{'é' * 38}" for n in range(20)]
    await doors.set_labels(viewer, maya.key, most)
    assert await labels_of(acme, maya) == most


@pytest.mark.rule("INB-9")
async def test_of_two_sets_of_labels_at_once_one_stays_whole(acme: Person, maya: Person) -> None:
    viewer = await acme.viewer()
    sets = [[f"{letter}{n}" for n in range(15)] for letter in "abcd"]

    await asyncio.gather(*(doors.set_labels(viewer, maya.key, labels) for labels in sets))

    assert sorted(await labels_of(acme, maya)) in [sorted(labels) for labels in sets]


# ── whose they are ──

Notes = Callable[[Person, Person], Awaitable[object]]


async def labelled(by: Person, about: Person) -> None:
    """Put a label on somebody."""
    await doors.set_labels(await by.viewer(), about.key, ["VIP"])


async def noted(by: Person, about: Person) -> None:
    """Write a note on somebody."""
    await written(by, about, "Answers fast")


either = pytest.mark.parametrize("note", [labelled, noted])


@pytest.mark.rule("INB-9")
@either
async def test_what_one_side_notes_is_nobody_elses(
    *, acme: Person, fresh: Person, northstar: Person, maya: Person, note: Notes
) -> None:
    await started(acme, maya)
    await note(acme, maya)

    async def seen(who: Person) -> tuple[int, int]:
        return len(await texts_of(who, maya)), len(await labels_of(who, maya))

    assert sum(await seen(acme)) == 1
    assert [await seen(who) for who in (fresh, northstar, maya)] == [(0, 0)] * 3
    keys = [1, 2, 3]
    assert len(await notes.some(await acme.viewer(), keys)) == (note is noted)
    assert [await notes.some(await who.viewer(), keys) for who in (fresh, northstar, maya)] == [{}] * 3


async def refusal(note: Notes, by: Person, about: Person) -> tuple[type[DomainError], str]:
    """What noting something about somebody is refused with."""
    with pytest.raises(DomainError) as refused:
        await note(by, about)
    return type(refused.value), refused.value.detail


@pytest.mark.rule("INB-9")
@either
async def test_only_sellers_and_agencies_note_and_only_about_creators_they_can_see(
    *, house: House, acme: Person, fresh: Person, maya: Person, noor: Person, note: Notes,
    nothing_happens: NothingHappens,
) -> None:  # fmt: skip
    abroad = await person(house, AccountKind.CREATOR, "yuki", ("JP",))
    nobody = Person(house, "nobody", 2**62, 0)

    async with nothing_happens():
        forbidden = [await refusal(note, maya, whom) for whom in (noor, acme, nobody)]
        missing = [await refusal(note, acme, whom) for whom in (abroad, fresh, acme, nobody)]

    assert forbidden == [(Forbidden, "This is for sellers and agencies only.")] * 3
    assert missing == [(NotFound, "There is no creator with this id.")] * 4


@pytest.mark.rule("INB-9")
@either
async def test_a_creator_who_has_moved_away_stays_known(*, house: House, acme: Person, note: Notes) -> None:
    both = await person(house, AccountKind.CREATOR, "yuki", ("US", "JP"))
    await started(acme, both)
    async with house.database.transaction() as unit:
        await unit.fetch(MOVE, both.key)

    await note(acme, both)

    assert len(await texts_of(acme, both)) + len(await labels_of(acme, both)) == 1

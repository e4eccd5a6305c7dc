"""A creator who asks to collaborate while the partner, or time, does something with the same lead."""

import asyncio
import random
from collections.abc import Awaitable
from typing import Any

import pytest

from domain.actions import leads, timers
from domain.actions.leads import LeadChange
from domain.errors import Closed, DomainError
from domain.house import House
from domain.queries import events
from domain.viewer import System
from models.accounts import AccountKind, CreatorLevel
from models.due import DueKind
from models.leads import LeadSource, LeadStatus
from models.notifications import NotificationKind
from models.sql import statement
from tests import invariants
from tests.cast import Person, person, started
from tests.conftest import Hands
from tests.pools import CONTACT, asked, licensed, marked, pool

pytestmark = pytest.mark.usefixtures("clock")
# Which of the two is done before the other begins; None: both begin at once.
ROUNDS = [0, 1, *[None] * 30]
BY_REQUEST = LeadSource.COLLABORATION_REQUEST
DUE = statement("SELECT due_at FROM due_work WHERE kind = $1 AND subject_id = $2")

NOTIFIED = statement("SELECT count(*) FROM notifications WHERE account_id = $1 AND kind = $2")


async def both(first: int | None, *done: Awaitable[Any]) -> list[Any]:
    """What each came to: a refusal is an answer, too. Of two that begin at once, any may be asked first."""
    order = random.sample((0, 1), 2) if first is None else [first, 1 - first]
    answers: dict[int, Any] = {}
    for at_once in [order] if first is None else [[place] for place in order]:
        found = await asyncio.gather(*(done[place] for place in at_once), return_exceptions=True)
        answers |= dict(zip(at_once, found, strict=True))
    for answer in answers.values():
        if isinstance(answer, BaseException) and not isinstance(answer, DomainError):
            raise answer
    return [answers[0], answers[1]]


class Told:
    """What a partner is told of leads, from the moment that this begins to listen."""

    def __init__(self, who: Person) -> None:
        self._who = who
        self._place = 0

    async def since(self) -> list[tuple[str, str | None]]:
        """The leads that it was told of since it was last asked, and how each stood."""
        heads, entries = await events.read(self._who.house, {self._who.key: self._place})
        self._place = heads[self._who.key]
        return [(one.lead_id, one.lead_status) for _, one in entries if isinstance(one, events.LeadChanged)]


async def creator(house: House, name: str) -> Person:
    """One who may ask, and of whom there is something to license."""
    made = await person(house, AccountKind.CREATOR, name, level=CreatorLevel.GOLD)
    await licensed(made)
    return made


async def notified(who: Person, kind: NotificationKind) -> int:
    """How often a partner was notified of something."""
    row = await who.house.database.fetch_row(NOTIFIED, who.key, kind)
    return 0 if row is None else int(row[0])


@pytest.mark.rule("LEAD-9")
async def test_a_partner_marks_a_creator_who_asks(house: House, lumen: Person) -> None:
    told, ends = Told(lumen), set()
    for number, first in enumerate(ROUNDS):
        who = await creator(house, f"creator{number}")
        await started(lumen, who)
        await told.since()

        lead, request = await both(first, leads.mark(await lumen.viewer(), who.key), asked(who, lumen))

        (now, *_) = await pool(lumen)
        assert (now.key, now.source, now.status) == (request.key, BY_REQUEST, LeadStatus.FOLLOW_UP)
        assert lead.key == request.key
        assert now.licensed_data is not None
        marked_first = lead.source is LeadSource.INSTANT_MESSAGE
        assert await told.since() == [(now.id, "FOLLOW_UP")] * (1 + marked_first)
        ends.add(marked_first)
    assert ends == {True, False}
    assert len({lead.creator.key for lead in await pool(lumen)}) == len(await pool(lumen))
    await invariants.holds(house.database)


@pytest.mark.rule("LEAD-2")
@pytest.mark.rule("LEAD-9")
async def test_a_partner_unmarks_a_creator_who_asks(house: House, lumen: Person) -> None:
    told, ends, removed = Told(lumen), set(), 0
    for number, first in enumerate(ROUNDS):
        who = await creator(house, f"creator{number}")
        mark = await marked(lumen, who)
        await told.since()

        gone, request = await both(first, leads.unmark(await lumen.viewer(), who.key), asked(who, lumen))

        (now, *_) = await pool(lumen)
        assert (now.key, now.source) == (request.key, BY_REQUEST)
        if isinstance(gone, Closed):  # it was one by request already
            assert now.key == mark.key
            assert await told.since() == [(mark.id, "FOLLOW_UP")]
        else:
            assert (gone, now.key > mark.key) == (mark.key, True)
            assert await told.since() == [(mark.id, None), (now.id, "FOLLOW_UP")]
            removed += 1
        ends.add(type(gone))
    assert ends == {Closed, int}
    assert await notified(lumen, NotificationKind.LEAD_REMOVED) == removed
    await invariants.holds(house.database)


@pytest.mark.rule("LEAD-6")
@pytest.mark.rule("LEAD-9")
async def test_a_partner_sets_a_lead_invalid_while_its_creator_asks_again(
    house: House, lumen: Person, clock: Hands
) -> None:
    told, ends = Told(lumen), set()
    invalid = LeadChange(status=LeadStatus.INVALID, notes=True, note="Never answers")
    for number, first in enumerate(ROUNDS):
        who = await creator(house, f"creator{number}")
        request = await asked(who, lumen)
        await told.since()
        clock.advance(minutes=1)

        _, again = await both(
            first, leads.update(await lumen.viewer(), request.key, invalid), asked(who, lumen, "again")
        )

        (now, *_) = await pool(lumen)
        renewed = again.requested_at > request.requested_at
        status = LeadStatus.FOLLOW_UP if renewed else LeadStatus.INVALID
        assert (now.key, now.status, now.note, now.requested_at) == (
            request.key, status, "Never answers", again.requested_at,
        )  # fmt: skip
        assert await told.since() == [(now.id, "INVALID"), (now.id, "FOLLOW_UP")][: 1 + renewed]
        ends.add(renewed)
    assert ends == {True, False}
    await invariants.holds(house.database)


@pytest.mark.rule("LEAD-4")
@pytest.mark.rule("LEAD-9")
async def test_a_licence_ends_while_its_creator_asks_again(house: House, lumen: Person, clock: Hands) -> None:
    told, ends = Told(lumen), set()
    for number, first in enumerate(ROUNDS):
        who = await creator(house, f"creator{number}")
        request = await asked(who, lumen)
        await told.since()
        clock.at = request.licensed_until

        ended, again = await both(
            first, timers.run(System(house), DueKind.LICENCE_ENDS, request.key), asked(who, lumen, "again")
        )

        (now, *_) = await pool(lumen)
        assert (now.key, now.licensed_until) == (request.key, again.licensed_until)
        assert now.licensed_data is not None
        assert now.licensed_data.contact == CONTACT
        (due,) = await house.database.fetch(DUE, DueKind.LICENCE_ENDS, now.key)
        assert due[0] == again.licensed_until
        assert await told.since() == [(now.id, "FOLLOW_UP")] * (1 + ended)
        ends.add(ended)
    assert ends == {True, False}
    await invariants.holds(house.database)

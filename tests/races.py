"""Two who act at the same moment: whoever comes first, one consistent state, each change told once."""

import asyncio
import random
from collections.abc import Awaitable
from typing import Any

from domain.actions import invitations, messages, partnerships, showcase
from domain.actions.drafts import Draft
from domain.errors import AlreadyLinked, Closed, DomainError
from domain.house import House
from domain.queries import invitations as asked
from domain.queries import partnerships as links
from models.accounts import AccountKind
from models.invitations import InvitationStatus
from models.partnerships import PartnershipStatus
from models.sql import statement
from tests.cast import (
    Person,
    agreed,
    asked_to_link,
    invited,
    listed,
    offered,
    person,
    shown,
    started,
    target,
)

TOLD = statement("""
    SELECT facts FROM feed_entries WHERE account_id = $1 AND kind = $2 AND sequence = $3 AND pair_id = $4
    ORDER BY position""")
HEARD = statement("SELECT kind, pair_id FROM feed_entries WHERE account_id = $1 ORDER BY position")
KEPT = statement("SELECT product_id FROM showcase_entries WHERE creator_id = $1")
NOTIFIED = statement("SELECT count(*) FROM notifications WHERE subject_id = $1 AND kind LIKE $2")


class Race:
    """A cast that races, round after round, each with people of its own where that is needed."""

    def __init__(self, house: House, seller: Person, agencies: tuple[Person, Person]) -> None:
        self.house = house
        self.seller = seller
        self.agencies = agencies
        self.leads: int | None = None  # which of the two is done before the other begins; None: both begin at once

    async def creator(self, name: str) -> Person:
        """A creator who has done nothing yet."""
        return await person(self.house, AccountKind.CREATOR, name)

    async def told(self, who: Person, kind: str, about: Any) -> int:
        """How often somebody was told of a change of something."""
        place = (about.sequence, about.conversation_key)
        return len(await self.house.database.fetch(TOLD, who.key, kind, *place))

    async def notified(self, about: Any, kinds: str) -> int:
        """How many notifications there are of it."""
        row = await self.house.database.fetch_row(NOTIFIED, about.key, kinds)
        assert row is not None
        return int(row[0])

    async def accept_and_decline(self, name: str) -> InvitationStatus:
        """Two devices of a creator answer the same invitation, one with yes and one with no."""
        creator = await self.creator(name)
        sent = await invited(self.seller, await self._target(name), creator)
        viewer = await creator.viewer()

        answers = await self._both(
            invitations.respond(viewer, sent.key, accept=True), invitations.respond(viewer, sent.key, accept=False)
        )

        (won,) = [answer for answer in answers if not isinstance(answer, DomainError)]
        assert [type(answer) for answer in answers if isinstance(answer, DomainError)] == [Closed]
        now = (await asked.some(viewer, [sent.key]))[sent.key]
        assert now.status is won.status
        for who in (creator, self.seller):
            assert await self.told(who, "invitation_changed", sent) == 2  # sent, answered
        assert await self.notified(sent, "INVITATION_%") == 2
        return InvitationStatus(now.status)

    async def add_and_withdraw(self, name: str) -> InvitationStatus:
        """A creator adds the products of an invitation while its seller withdraws it."""
        creator = await self.creator(name)
        sent = await invited(self.seller, await self._target(name), creator)
        viewer, place = await creator.viewer(), (sent.conversation_key, sent.sequence)

        added, withdrawn = await self._both(
            showcase.add(viewer, *place), invitations.withdraw(await self.seller.viewer(), sent.key)
        )

        assert not isinstance(withdrawn, DomainError)
        now = (await asked.some(viewer, [sent.key]))[sent.key]
        kept = await self.house.database.fetch(KEPT, creator.key)
        in_time = not isinstance(added, DomainError)
        assert isinstance(added, Closed) or all(outcome.added for outcome in added)
        assert (now.status, len(kept), now.products_added) == (
            InvitationStatus.WITHDRAWN, 2 * in_time, 2 * in_time
        )  # fmt: skip
        assert (now.answered_at is not None) is in_time
        for who in (creator, self.seller):
            assert await self.told(who, "invitation_changed", sent) == 2 + in_time
            assert await self.told(who, "showcase_added", sent) == in_time
        return InvitationStatus.ACCEPTED if in_time else InvitationStatus.WITHDRAWN

    async def invite_twice(self, name: str) -> int:
        """Two devices of a seller invite the same creators, whom it never met, in two orders; who sent more."""
        creators = [await self.creator(f"{name}-{n}") for n in range(3)]
        keys, key, viewer = [one.key for one in creators], await self._target(name), await self.seller.viewer()

        first, second = await self._both(
            invitations.invite(viewer, f"{name} one", key, keys),
            invitations.invite(viewer, f"{name} two", key, keys[::-1]),
        )

        outcomes = [*first, *second]
        assert sorted(outcome.creator_key for outcome in outcomes if outcome.sent) == keys
        assert {outcome.problem for outcome in outcomes} == {None}
        for creator, invitation in zip(creators, (outcome.invitation for outcome in first), strict=True):
            assert await self.told(creator, "message_sent", invitation) == 1
            assert await self.told(creator, "invitation_changed", invitation) == 1
        return sum(outcome.sent for outcome in first)

    async def add_while_another_sends_it(self, name: str) -> bool:
        """A creator adds a product from one card while an agency sends it on another; whether that came first.

        Who sent a card before the product was added is told of it; who sends it afterwards sees it on the card.
        """
        creator, agency = await self.creator(name), self.agencies[0]
        (red,) = await offered(self.seller, f"Red of {name}")
        list_key = await listed(agency, [red], f"List {name}")
        shop, elsewhere = await started(self.seller, creator), await started(agency, creator)
        card = await shown(self.seller, shop, [red])
        viewer, sender, draft = await creator.viewer(), await agency.viewer(), Draft(list_key=list_key)

        await self._both(showcase.add(viewer, shop, card), messages.send(sender, elsewhere, name, draft))

        heard = [tuple(row) for row in await self.house.database.fetch(HEARD, creator.key)]
        sent_first = heard.index(("message_sent", elsewhere)) < heard.index(("showcase_added", shop))
        told = [tuple(row) for row in await self.house.database.fetch(HEARD, agency.key)]
        assert (("showcase_added", elsewhere) in told) is sent_first
        return sent_first

    async def accept_and_withdraw(self, name: str) -> PartnershipStatus:
        """A creator accepts to link while the agency withdraws what it asked."""
        creator, agency = await self.creator(name), self.agencies[0]
        link = await asked_to_link(agency, creator)
        to_all, viewer = [(link.key, 1), (link.key, 2)], await creator.viewer()

        answers = await self._both(
            partnerships.respond(viewer, link.key, accept=True, agreed=to_all),
            partnerships.withdraw(await agency.viewer(), link.key),
        )

        (won,) = [answer for answer in answers if not isinstance(answer, DomainError)]
        assert [type(answer) for answer in answers if isinstance(answer, DomainError)] == [Closed]
        now = (await links.some(await creator.viewer(), [link.key]))[link.key]
        assert now.status is won.status
        texts = (await links.agreements(await creator.viewer(), [link.key]))[link.key]
        assert {text.accepted_at is not None for text in texts} == {now.status is PartnershipStatus.LINKED}
        for who in (creator, agency):
            assert await self.told(who, "partnership_changed", link) == 2  # asked, answered or withdrawn
        assert await self.notified(link, "LINK_%") == 2
        return PartnershipStatus(now.status)

    async def accept_two(self, name: str) -> str:
        """A creator accepts two agencies of programme CAP on two devices; who was linked."""
        creator = await self.creator(name)
        asked_by = [await asked_to_link(agency, creator) for agency in self.agencies]

        answers = await self._both(*(agreed(creator, link) for link in asked_by))

        (lost,) = [answer for answer in answers if isinstance(answer, DomainError)]
        assert isinstance(lost, AlreadyLinked)
        now = await links.some(await creator.viewer(), [link.key for link in asked_by])
        stands = [now[link.key].status for link in asked_by]
        assert sorted(stands) == [PartnershipStatus.LINKED, PartnershipStatus.REQUESTED]
        for agency, link, status in zip(self.agencies, asked_by, stands, strict=True):
            changes = 1 + (status is PartnershipStatus.LINKED)
            assert await self.told(agency, "partnership_changed", link) == changes
            assert await self.told(creator, "partnership_changed", link) == changes
        return self.agencies[stands.index(PartnershipStatus.LINKED)].handle

    async def _both(self, *done: Awaitable[Any]) -> list[Any]:
        """What each came to: a refusal is an answer, too. Of two that begin at once, any may be asked first."""
        order = random.sample(range(len(done)), len(done))
        answers: dict[int, Any] = {}
        if self.leads is None:
            at_once = await asyncio.gather(*(done[place] for place in order), return_exceptions=True)
            answers = dict(zip(order, at_once, strict=True))
        else:
            for place in (self.leads, 1 - self.leads):
                (answers[place],) = await asyncio.gather(done[place], return_exceptions=True)
        for answer in answers.values():
            if isinstance(answer, BaseException) and not isinstance(answer, DomainError):
                raise answer
        return [answers[place] for place in range(len(done))]

    async def _target(self, name: str) -> int:
        products = await offered(self.seller, f"Red of {name}", f"Blue of {name}")
        return await target(self.seller, products, made=name)


async def staged(house: House, seller: Person, agency: Person) -> Race:
    """A race of a seller and two agencies that ask as often as they like."""
    second = await person(house, AccountKind.AGENCY, "polaris")
    numbers = house.policy.of("US").model_copy(update={"link_invitations_per_day": 1_000_000})
    house.policy._numbers["US"] = numbers
    return Race(house, seller, (agency, second))

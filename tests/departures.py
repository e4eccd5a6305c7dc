"""Somebody who acts at the moment a scheduled message goes: whoever comes first, and never both."""

from datetime import timedelta

from domain import clock
from domain.actions import accounts, blocks, scheduled, timers
from domain.actions.drafts import Draft
from domain.errors import Closed, DomainError, InvalidInput
from domain.queries import conversations
from domain.queries import scheduled as queries
from domain.scheduled import Scheduled
from domain.viewer import System
from models.accounts import AccountStatus
from models.due import DueKind
from models.scheduled import ScheduledStatus
from tests import invariants
from tests.cast import pictured, started, to_go, uploaded
from tests.conftest import Hands
from tests.races import Race

SENT, CANCELLED, REFUSED = ScheduledStatus.SENT, ScheduledStatus.CANCELLED, ScheduledStatus.REFUSED


class Departures(Race):
    """The seller's messages to creators, each due when the others act."""

    hands: Hands

    async def block(self, name: str) -> ScheduledStatus:
        """The creator blocks the seller."""
        creator = await self.creator(name)
        it = await self._due(await started(self.seller, creator))

        went, blocked = await self._both(self._go(it), blocks.block(await creator.viewer(), self.seller.key))

        assert not isinstance(blocked, DomainError)
        now = await self._now(it)
        assert (now.status, await self._said(it)) == ((SENT, 1) if went else (CANCELLED, 0))
        assert await self.notified(it, "SCHEDULED_%") == (not went)
        return now.status

    async def cancel(self, name: str) -> ScheduledStatus:
        """A member of the seller's cancels it."""
        it = await self._due(await started(self.seller, await self.creator(name)))

        went, cancelled = await self._both(self._go(it), scheduled.cancel(await self.seller.viewer(), it.key))

        assert isinstance(cancelled, Closed) is went
        now = await self._now(it)
        assert (now.status, await self._said(it)) == ((SENT, 1) if went else (CANCELLED, 0))
        return now.status

    async def change(self, name: str) -> tuple[ScheduledStatus, str | None]:
        """A member of the seller's gives it other words and another time."""
        it, viewer = await self._due(await started(self.seller, await self.creator(name))), await self.seller.viewer()
        later = clock.now() + timedelta(days=1)

        went, changed = await self._both(self._go(it), scheduled.update(viewer, it.key, "other words", later))

        assert isinstance(changed, Closed) is went
        now = await self._now(it)
        assert (now.send_at, await self._said(it)) == ((it.send_at, 1) if went else (later, 0))
        return now.status, now.text

    async def go_twice(self, name: str) -> int:
        """Two processes send it; which of them did."""
        it = await self._due(await started(self.seller, await self.creator(name)))

        went = await self._both(self._go(it), self._go(it))

        assert sorted(went) == [False, True]
        assert ((await self._now(it)).status, await self._said(it)) == (SENT, 1)
        return went.index(True)

    async def send_its_photo(self, name: str) -> ScheduledStatus:
        """A member of the seller's sends the same upload to somebody else."""
        elsewhere, photo = await started(self.seller, await self.creator(f"{name}-b")), await uploaded(self.seller)
        it = await self._due(await started(self.seller, await self.creator(name)), Draft(media_key=photo))

        went, by_hand = await self._both(self._go(it), pictured(self.seller, elsewhere, photo))

        assert went
        now = await self._now(it)
        assert (now.status, await self._said(it)) == ((SENT, 1) if isinstance(by_hand, InvalidInput) else (REFUSED, 0))
        assert by_hand == 1 or now.status is SENT
        return now.status

    async def reactivate(self, name: str) -> ScheduledStatus:
        """The seller's account is active again."""
        system, it = System(self.house), await self._due(await started(self.seller, await self.creator(name)))
        await accounts.set_status(system, self.seller.key, AccountStatus.DEACTIVATED)

        await self._both(self._go(it), accounts.set_status(system, self.seller.key, AccountStatus.ACTIVE))

        now = await self._now(it)
        await invariants.holds(self.house.database)
        await self._go(it)
        assert ((await self._now(it)).status, await self._said(it)) == (SENT, 1)
        return now.status

    async def _due(self, conversation: int, said: Draft | str = "words") -> Scheduled:
        it = await to_go(self.seller, conversation, said)
        self.hands.advance(hours=1)
        return it

    async def _go(self, it: Scheduled) -> bool:
        return await timers.run(System(self.house), DueKind.MESSAGE_GOES, it.key)

    async def _now(self, it: Scheduled) -> Scheduled:
        return (await queries.some(await self.seller.viewer(), [it.key]))[it.key]

    async def _said(self, it: Scheduled) -> int:
        """How many messages the conversation has."""
        key = it.conversation_key
        return (await conversations.some(await self.seller.viewer(), [key]))[key].last_sequence

"""Every subscriber ends with exactly the events of its account, whatever is killed meanwhile (EVT-1, EVT-3)."""

import asyncio
import os
from pathlib import Path

import pytest

from tests import invariants, storms
from tests.listeners import Listener, Tally
from tests.long.conftest import Note
from tests.processes import process, unlimited
from tests.servers import Broker, Postgres
from tests.storms import Senders, Storm

pytestmark = pytest.mark.long

SECONDS = float(os.environ.get("PARLEY_STORM_SECONDS", "300"))
SUBSCRIBERS = int(os.environ.get("PARLEY_STORM_SUBSCRIBERS", "2000"))
RATE = float(os.environ.get("PARLEY_STORM_RATE", "200"))
AGENCIES, PROCESSES, SLOW = 52, 4, 50
CATCHING_UP = 120.0


async def storm(postgres: Postgres, folder: Path, broker: Broker, note: Note, *, kills_broker: bool) -> None:
    """Let it rage, and compare."""
    accounts = await storms.peopled(postgres.url, AGENCIES)
    async with process(postgres.url, folder / "log", bus=broker.url, policy=unlimited(folder)) as served:
        await served.start("--workers", str(PROCESSES))
        await storms.placed(accounts, served.url)
        tally = Tally()
        listeners = [
            Listener(accounts[n % len(accounts)], served.port, tally, slow=n < SLOW) for n in range(SUBSCRIBERS)
        ]
        following = [asyncio.create_task(one.follow()) for one in listeners]
        await asyncio.sleep(min(10.0, SECONDS / 3))
        senders = Senders(accounts, served.url)
        whirl = Storm(served, postgres, broker if kills_broker else None, listeners)
        rate, _ = await asyncio.gather(senders.send(RATE, SECONDS), whirl.rage(SECONDS))
        took = await storms.all_heard(postgres.url, listeners, CATCHING_UP)
        for task in following:
            task.cancel()
        ended = await asyncio.gather(*following, return_exceptions=True)
        heard, wrong = await storms.compare(postgres.url, listeners, senders)
    failures = [repr(one) for one in ended if not isinstance(one, asyncio.CancelledError)]
    figures = (
        f"storm, {'NATS' if kills_broker else 'no bus at all'}: "
        f"{PROCESSES} processes, {len(accounts)} accounts, {rate:.0f} sends/s for {SECONDS:.0f} s "
        f"({len(senders.acknowledged)} acknowledged, {senders.retries} tried again, refused {dict(senders.refused)}), "
        f"{dict(whirl.done)}; {storms.ready(tally, listeners)}; all had caught up after {took:.1f} s; "
        f"{heard} events checked, {len(wrong)} differences"
    )
    note(figures)
    assert not failures, failures[:5]
    assert not (wrong + tally.wrong), "\n".join((wrong + tally.wrong)[:20])
    await invariants.holds_at(postgres.url)


@pytest.mark.rule("EVT-3")
async def test_everybody_hears_everything_once_whatever_is_killed(
    own_postgres: Postgres, tmp_path: Path, note: Note
) -> None:
    with Broker().running() as broker:
        await storm(own_postgres, tmp_path, broker, note, kills_broker=True)


@pytest.mark.rule("EVT-3")
async def test_everybody_hears_everything_once_without_a_bus(
    own_postgres: Postgres, tmp_path: Path, note: Note
) -> None:
    await storm(own_postgres, tmp_path, Broker(), note, kills_broker=False)

"""What the demo shows of leads: a pool with leads of every state, requests of a creator, and LIVE partners by rank."""

from pathlib import Path

import pytest

from app import demo
from domain.house import House
from domain.leads import LeadAction
from domain.queries import leads, live_partners, viewers
from domain.viewer import Viewer
from models.leads import LeadSource, LeadStatus
from tests.conftest import NOON, NothingHappens


@pytest.fixture
def dialect() -> str:
    """That the demo loads into both databases is shown elsewhere."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _here(clock: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is noon, and pictures go where the test's files are."""
    monkeypatch.setenv("PARLEY_MEDIA", str(tmp_path / "media"))


async def someone(house: House, handle: str) -> Viewer:
    """The owner of an account of the demo."""
    user_key = await viewers.user_key(house, handle)
    assert user_key is not None
    return await viewers.identify(house, user_key, handle)


async def test_northstar_has_leads_in_every_state_and_jude_may_see_them(
    house: House, nothing_happens: NothingHappens
) -> None:
    await demo.load(house)
    northstar = await someone(house, "northstar")
    found = {lead.creator.handle: lead for lead in (await leads.page(northstar)).nodes}

    assert {lead.status for lead in found.values()} == {*LeadStatus}
    running, ended, marked = found["maya"], found["jo.restocks"], found["hannahlifts"]
    assert running.licensed_data is not None
    assert running.licensed_data.contact is not None
    assert running.licensed_data.best_live is not None
    assert ended.licensed_data is None
    assert ended.licensed_until is not None
    assert ended.licensed_until < NOON
    assert (marked.source, marked.licensed_until) == (LeadSource.INSTANT_MESSAGE, None)
    hidden = found["theplugpaul"].licensed_data
    assert hidden is not None
    assert hidden.contact is None  # he chose not to share it
    assert await leads.actions(northstar, [marked.creator.key, running.creator.key]) == {
        marked.creator.key: LeadAction.UNMARK
    }
    jude = await viewers.identify(house, await viewers.user_key(house, "jude") or 0, "northstar")
    assert len((await leads.page(jude)).nodes) == len(found)
    async with nothing_happens():
        assert not await demo.load(house)


async def test_maya_sees_her_request_and_the_top_partners_and_noor_their_names(house: House) -> None:
    await demo.load(house)
    maya, noor = await someone(house, "maya"), await someone(house, "noor")

    (request,) = (await leads.requests(maya)).nodes
    ranked = (await live_partners.page(maya)).nodes
    assert [one.rank for one in ranked] == [*range(1, len(ranked) + 1)]
    assert (ranked[0].account.handle, ranked[0].request) == ("northstar", request)
    assert ranked[0].figures is not None
    assert ranked[0].figures.live_gmv is not None
    locked = (await live_partners.page(noor)).nodes
    assert len(locked) > 1
    assert {(one.locked, one.figures, one.request) for one in locked} == {(True, None, None)}

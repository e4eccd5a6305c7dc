"""Two thousand plays of outreach, other ones in every run: no difference between the rules and the product."""

import pytest
from hypothesis import given, settings

from domain.house import House
from tests.conftest import Hands
from tests.outreach.plays import Play, Theatre, plays, quietly

pytestmark = pytest.mark.long


@pytest.fixture
def theatre(house: House, clock: Hands) -> Theatre:
    """A house for plays."""
    return Theatre(house, clock)


@settings(quietly, max_examples=2000)
@given(play=plays)
async def test_outreach_is_limited_as_the_rules_say(theatre: Theatre, play: Play) -> None:
    await theatre.show(play)

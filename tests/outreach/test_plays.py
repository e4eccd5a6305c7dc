"""A hundred plays, always the same; `make test-long` plays two thousand new ones."""

import pytest
from hypothesis import given, settings

from domain.house import House
from tests.conftest import Hands
from tests.outreach.plays import Play, Theatre, plays, quietly


@pytest.fixture
def theatre(house: House, clock: Hands) -> Theatre:
    """A house for plays."""
    return Theatre(house, clock)


@settings(quietly, max_examples=100, derandomize=True)
@given(play=plays)
async def test_outreach_is_limited_as_the_rules_say(theatre: Theatre, play: Play) -> None:
    await theatre.show(play)

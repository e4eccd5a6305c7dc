"""Fifty plays, always the same; `make test-long` plays two thousand new ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.house import House
from tests.conftest import Hands
from tests.outreach.plays import PLOTS, Theatre, plays, quietly


@pytest.fixture
def theatre(house: House, clock: Hands) -> Theatre:
    """A house for plays."""
    return Theatre(house, clock)


@pytest.mark.parametrize("plot", PLOTS)
@settings(quietly, max_examples=12, derandomize=True)
@given(data=st.data())
async def test_outreach_is_limited_as_the_rules_say(theatre: Theatre, plot: str, data: st.DataObject) -> None:
    await theatre.show(data.draw(plays[plot]))

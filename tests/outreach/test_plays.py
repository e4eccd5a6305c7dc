"""A hundred plays, always the same; `make test-long` plays two thousand new ones."""

from hypothesis import HealthCheck, given, settings

from domain.house import House
from tests.conftest import Hands
from tests.outreach.plays import Play, Theatre, plays

SETTINGS = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
theatres: dict[int, Theatre] = {}


@settings(max_examples=100, derandomize=True, **SETTINGS)
@given(play=plays)
async def test_outreach_is_limited_as_the_rules_say(house: House, clock: Hands, play: Play) -> None:
    theatre = theatres.setdefault(id(house), Theatre(house, clock))

    await theatre.show(play)

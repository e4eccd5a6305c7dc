"""Plays: random steps over many weeks, played by the rules and by the product, which must not differ."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from domain import policy
from domain.house import House
from tests.conftest import Hands
from tests.outreach import outside, steps
from tests.outreach.company import CREATORS, PARTNERS, SELLERS, Cast, cast
from tests.outreach.dealings import CAMPAIGNS, TARGETS, Dealings
from tests.outreach.model import Partner
from tests.outreach.stage import Stage
from tests.outreach.steps import Step

POLICY = Path(__file__).with_name("policy.toml")
# A week or two before something happens to the clocks of a market.
BEGINNINGS = {
    "NEW_YORK": datetime(2026, 10, 21, tzinfo=UTC),
    "SAOPAULO": datetime(2018, 10, 24, tzinfo=UTC),
    "ASUNCION": datetime(2017, 9, 20, tzinfo=UTC),
    "BEIRUT": datetime(2026, 10, 14, tzinfo=UTC),
    "TOKYO": datetime(2026, 12, 16, tzinfo=UTC),
}
YEAR = timedelta(days=365)
# One theatre shows all plays of a test: it is empty before each.
quietly = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True)
class Play:
    """A market, the hour that it begins at, and what happens."""

    market: str
    hour: int
    steps: list[Step]


Steps: TypeAlias = list[st.SearchStrategy[Step]]

# ── how they are made ──

partner = st.sampled_from(["shop", "shop", "agent", "shop", "agent", "rival"])
seller = st.sampled_from(["shop", "shop", "shop", "rival"])
creator = st.integers(0, CREATORS - 1)
any_number = st.integers(0, 30)
card = st.integers(0, len(CAMPAIGNS) - 1)
any_target = st.integers(0, len(TARGETS) - 1)
days = st.sampled_from([3, 20, 200])
taken = st.one_of(
    st.builds(outside.Taken, st.sampled_from([timedelta(days=days) for days in (0, 1, 8, 20)])),
    st.builds(outside.Taken, before_week=st.sampled_from([timedelta(0), timedelta(seconds=1)])),
)
followers = st.builds(outside.Followers, creator, st.sampled_from([0, 999, 999, 1000, 4999, 5000, 10**10]), taken)
gmv = st.builds(
    outside.Gmv,
    seller,
    st.sampled_from([0, 1, 19, 20, 299, 300, 1999, 2000, 29999, 30000, 10**12]),
    taken,
    st.sampled_from([False] * 4 + [True]),
)
short_wait = st.builds(
    outside.Wait,
    st.sampled_from([timedelta(**by) for by in ({"minutes": 1}, {"hours": 5}, {"days": 1}, {"days": 3})]),
    st.booleans(),
)
long_wait = st.builds(outside.Wait, st.sampled_from([timedelta(days=days) for days in (7, 8, 15, 40)]), st.booleans())
wait_for = st.builds(outside.WaitFor, st.sampled_from(["week", "week", "month"]), st.booleans())
wait = st.one_of(short_wait, short_wait, long_wait, wait_for)
invite = st.builds(
    steps.Invite,
    seller,
    any_target,
    st.lists(creator, min_size=2, max_size=CREATORS, unique=True).map(tuple),
)
reached_out: Steps = [
    st.builds(steps.Text, partner, creator),
    st.builds(steps.Text, partner, creator),
    st.builds(steps.Text, partner, creator),
    invite,
    invite,
    st.builds(steps.Goods, partner, creator, card),
    st.builds(steps.AskToLink, creator, days),
    wait, wait, followers, followers, gmv,
    st.builds(steps.Again, partner),
    st.builds(steps.Recall, partner),
    st.builds(steps.Withdraw, any_number),
    st.builds(steps.Block, partner, creator, st.booleans(), st.booleans()),
]  # fmt: skip
responded: Steps = [
    st.builds(steps.Reply, creator, partner),
    st.builds(steps.AskForSample, creator, seller),
    st.builds(steps.Answer, any_number, st.booleans()),
    st.builds(steps.Add, creator, any_number, any_number),
    st.builds(steps.Add, creator, any_number, any_number),
    st.builds(steps.Remove, creator, seller, card),
    st.builds(steps.Show, creator, seller),
]
# Two creators only, so that with them one comes to the end of what is allowed, and beyond.
agent, one_of_two = st.just("agent"), st.integers(0, 1)
at_odds: Steps = [
    st.builds(steps.Text, partner, one_of_two),
    st.builds(steps.Text, partner, one_of_two),
    st.builds(steps.Text, partner, one_of_two),
    st.builds(steps.Invite, seller, any_target, st.just((0, 1))),
    st.builds(steps.Block, partner, one_of_two, st.booleans(), st.booleans()),
    st.builds(outside.Followers, one_of_two, st.sampled_from([0, 10**10]), taken),
    wait,
]
linked: Steps = [
    st.builds(steps.Text, agent, one_of_two),
    st.builds(steps.Text, agent, one_of_two),
    st.builds(steps.Goods, agent, one_of_two, card),
    st.builds(steps.AskToLink, one_of_two, days),
    st.builds(steps.AnswerLink, one_of_two, st.just(value=True)),
    st.builds(steps.AnswerLink, one_of_two, st.booleans()),
    st.builds(steps.ChangeLink, one_of_two, st.sampled_from(["ask", "refuse", "grant", "end", "withdraw"])),
    st.builds(steps.Add, one_of_two, any_number, any_number),
    st.builds(steps.Remove, one_of_two, seller, card),
    st.builds(steps.Invite, seller, any_target, st.just((0, 1))),
    st.builds(steps.Reply, one_of_two, agent),
    wait,
]


def lists_of(happenings: Steps) -> st.SearchStrategy[list[Step]]:
    """Long ones; those that fail become short, since any step may be none."""
    some = st.lists(st.one_of(st.none(), *happenings), min_size=30, max_size=50)
    return some.map(lambda found: [step for step in found if step is not None])


# Who responds is connected: in half of the plays nobody does, so that quotas and limits are what decides.
PLOTS = {
    "reaching out": reached_out,
    "at odds": at_odds,
    "responding": [*reached_out, *responded],
    "linked": linked,
}
plays = {
    plot: st.builds(Play, st.sampled_from([*BEGINNINGS]), st.integers(0, 24 * 8), lists_of(happenings))
    for plot, happenings in PLOTS.items()
}


# ── how they are played ──


class Theatre:
    """A house with the policy of plays, and the casts of its markets, each made when it first plays."""

    def __init__(self, house: House, clock: Hands) -> None:
        self.house, self.clock = house, clock
        self.casts: dict[str, Cast] = {}
        house.policy = policy.load(POLICY)

    def __repr__(self) -> str:
        return "Theatre(...)"

    async def show(self, play: Play) -> None:
        """Play it. Fails with the first step after which the product is not as the rules say.

        After every step all that a partner can be told is compared: so what a step does is also what was said before it
        that it would do.
        """
        self.clock.at = now = BEGINNINGS[play.market] + timedelta(hours=play.hour)
        if play.market not in self.casts:
            self.casts[play.market] = await cast(self.house, play.market)
        joined = {name: now if name == "shop" else now - YEAR for name in PARTNERS}
        market = self.house.policy.market(play.market)
        model = Dealings(
            {name: Partner(kind, joined[name]) for name, kind in PARTNERS.items()},
            self.house.policy.of(play.market), market.zone, market.currency, now,
        )  # fmt: skip
        stage = await Stage.empty(self.house, self.clock, self.casts[play.market], joined)
        await compare(model, stage, [])
        for number, step in enumerate(play.steps, 1):
            expected, done = await step.play(model, stage)
            so_far = play.steps[:number]
            if done != expected:
                raise AssertionError(told(so_far, model.now, [f"done: {done}", f"by the rules: {expected}"]))
            await compare(model, stage, so_far)
        for name in SELLERS:
            by_rule, kept = model.past_weeks(name), await stage.past_weeks(name)
            if kept != by_rule:
                raise AssertionError(told(play.steps, model.now, [f"{name}: {kept}", f"by the rules: {by_rule}"]))


async def compare(model: Dealings, stage: Stage, so_far: list[Step]) -> None:
    """Fail with everything that is told otherwise than the rules say."""
    rules: dict[object, object] = {name: model.quota(name) for name in SELLERS}
    product: dict[object, object] = {}
    rules |= {(name, creator): model.check(name, creator) for name in PARTNERS for creator in range(CREATORS)}
    quotas = asyncio.gather(*(stage.quota(name) for name in SELLERS))
    checks = asyncio.gather(*(stage.checks(name) for name in PARTNERS))
    product |= zip(SELLERS, await quotas, strict=True)
    for name, of in zip(PARTNERS, await checks, strict=True):
        product |= {(name, creator): check for creator, check in enumerate(of)}
    wrong = [f"{who}: {product[who]}\n by the rules: {right}" for who, right in rules.items() if product[who] != right]
    if wrong:
        raise AssertionError(told(so_far, model.now, wrong))


def told(so_far: list[Step], now: datetime, wrong: list[str]) -> str:
    """A play up to where it differed."""
    lines = [f"{number:3} {step}" for number, step in enumerate(so_far, 1)]
    return "\n".join(["", *lines, f"at {now}", *wrong])

"""Plays: random steps over many weeks, played by the rules and by the product, which must not differ."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from domain import policy
from domain.house import House
from tests.conftest import Hands
from tests.outreach import steps
from tests.outreach.dealings import CAMPAIGNS, TARGETS, Dealings
from tests.outreach.model import Partner
from tests.outreach.stage import CREATORS, PARTNERS, SELLERS, Cast, Stage, cast
from tests.outreach.steps import Step, Taken

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


@dataclass(frozen=True)
class Play:
    """A market, the hour that it begins at, and what happens."""

    market: str
    hour: int
    steps: list[Step]


# ── how they are made ──

partner = st.sampled_from(["shop", "shop", "agent", "shop", "agent", "rival"])
seller = st.sampled_from(["shop", "shop", "shop", "rival"])
creator = st.integers(0, CREATORS - 1)
any_number = st.integers(0, 30)
taken = st.one_of(
    st.builds(Taken, st.sampled_from([timedelta(days=days) for days in (0, 1, 8, 20)])),
    st.builds(Taken, before_week=st.sampled_from([timedelta(0), timedelta(seconds=1)])),
)
followers = st.builds(steps.Followers, creator, st.sampled_from([0, 999, 1000, 4999, 5000, 10**10]), taken)
gmv = st.builds(
    steps.Gmv,
    seller,
    st.sampled_from([0, 1, 19, 20, 299, 300, 1999, 2000, 29999, 30000, 10**12]),
    taken,
    st.sampled_from([False] * 4 + [True]),
)
wait = st.one_of(
    st.builds(
        steps.Wait,
        st.sampled_from([timedelta(**by) for by in ({"minutes": 1}, {"hours": 5}, {"days": 1}, {"days": 3})]),
        st.booleans(),
    ),
    st.builds(steps.Wait, st.sampled_from([timedelta(days=days) for days in (7, 8, 15, 40)]), st.booleans()),
    st.builds(steps.WaitFor, st.sampled_from(["week", "week", "month"]), st.booleans()),
)
texts = st.builds(steps.Text, partner, creator)
invitations = st.builds(
    steps.Invite,
    seller,
    st.integers(0, len(TARGETS) - 1),
    st.lists(creator, min_size=1, max_size=CREATORS, unique=True).map(tuple),
)
goods = st.builds(steps.Goods, partner, creator, st.integers(0, len(CAMPAIGNS) - 1))
ask_to_link = st.builds(steps.AskToLink, creator, st.sampled_from([3, 20, 200]))
reached_out = [
    texts, texts, texts, invitations, goods, ask_to_link, wait, wait, followers, gmv,
    st.builds(steps.Again, partner),
    st.builds(steps.Recall, partner),
    st.builds(steps.Withdraw, any_number),
    st.builds(steps.Block, partner, creator, st.booleans(), st.booleans()),
]  # fmt: skip
responded = [
    st.builds(steps.Reply, creator, partner),
    st.builds(steps.AskForSample, creator, seller),
    st.builds(steps.Answer, any_number, st.booleans()),
    st.builds(steps.AnswerLink, creator, st.booleans()),
    st.builds(steps.AnswerLink, creator, st.just(value=True)),
    st.builds(steps.ChangeLink, creator, st.sampled_from(["withdraw", "end", "ask", "grant", "refuse"])),
    st.builds(steps.Add, creator, any_number, any_number),
    st.builds(steps.Add, creator, any_number, any_number),
    st.builds(steps.Remove, creator, st.sampled_from(SELLERS), st.integers(0, 1)),
    st.builds(steps.Show, creator, seller),
]
# Who responds is connected: in half of the plays nobody does, so that quotas are what decides.
happenings = st.one_of(
    st.lists(st.one_of(reached_out), min_size=1, max_size=50),
    st.lists(st.one_of([*reached_out, *responded]), min_size=1, max_size=50),
)
plays = st.builds(Play, st.sampled_from([*BEGINNINGS]), st.integers(0, 24 * 8), happenings)


# ── how they are played ──


class Theatre:
    """A house with the policy of plays, and the casts of its markets, each made when it first plays."""

    def __init__(self, house: House, clock: Hands) -> None:
        self.house, self.clock = house, clock
        self.casts: dict[str, Cast] = {}
        house.policy = policy.load(POLICY)

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


async def compare(model: Dealings, stage: Stage, so_far: list[Step]) -> None:
    """Fail with everything that is told otherwise than the rules say."""
    wrong: list[str] = []
    for name in PARTNERS:
        checks = [model.check(name, creator) for creator in range(CREATORS)]
        for creator, (by_rule, told_of) in enumerate(zip(checks, await stage.checks(name), strict=True)):
            if by_rule != told_of:
                wrong += [f"{name} and creator {creator}: {told_of}", f"{'by the rules':>{len(name) + 12}}: {by_rule}"]
        if name in SELLERS and (quota := await stage.quota(name)) != model.quota(name):
            wrong += [f"{name}: {quota}", f"by the rules: {model.quota(name)}"]
    if wrong:
        raise AssertionError(told(so_far, model.now, wrong))


def told(so_far: list[Step], now: datetime, wrong: list[str]) -> str:
    """A play up to where it differed."""
    lines = [f"{number:3} {step}" for number, step in enumerate(so_far, 1)]
    return "\n".join(["", *lines, f"at {now}", *wrong])

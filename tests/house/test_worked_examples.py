"""The worked examples of docs/rules.md are played, row by row, and answer what the page says."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.actions import accounts, invitations, links, messages
from domain.actions.accounts import Figure
from domain.errors import DomainError
from domain.house import House
from domain.queries import invitations as queries
from domain.queries import outreach
from domain.viewer import System
from models.accounts import AccountKind, Metric
from tests.cast import Person, agreed, asked_to_link, offered, person, started, target
from tests.conftest import Hands
from tests.house.source import ROOT

NEW_YORK = ZoneInfo("America/New_York")
ROW = re.compile(
    r"^\| (?P<when>\w{3} \d+ \w{3} \d\d:\d\d) \| (?P<what>[^|]+) \| (?P<answer>[^|]+) \| (?P<counts>.+) \|$"
)


def moment(words: str) -> datetime:
    """A moment of the page: it speaks of New York, in 2026."""
    at = datetime.strptime(f"2026 {words[4:]}", "%Y %d %b %H:%M").replace(tzinfo=NEW_YORK)
    assert f"{at:%a}" == words[:3], words
    return at


def example(title: str) -> list[re.Match[str]]:
    """The rows of an example's table."""
    section = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").split(f"### {title}\n")[1].split("\n#")[0]
    rows = [row for line in section.splitlines() if (row := ROW.match(line))]
    assert len(rows) == section.count("\n| ") - 1  # but for the table's head
    return rows


class Stage:
    """The people of an example, who come as they are named."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.cast: dict[str, Person] = {}
        self.made = 0

    async def come(self, handle: str, kind: AccountKind = AccountKind.CREATOR) -> Person:
        """Somebody, who may be here already."""
        if handle not in self.cast:
            self.cast[handle] = await person(self.house, kind, handle)
        return self.cast[handle]

    async def write(self, by: str, times: str | None, to: str) -> None:
        """Write, so many times, or once."""
        sender, other = await self.come(by), await self.come(to)
        conversation = await started(sender, other)
        for _ in range(int(times or 1)):
            self.made += 1
            await messages.send(await sender.viewer(), conversation, f"message {self.made}", "Hello")

    async def write_to_many(self, by: str, number: str) -> None:
        """Write to creators whom nobody knows yet."""
        for n in range(int(number)):
            await self.write(by, None, f"creator{n}")

    async def write_to_a_star(self, by: str, to: str, followers: str) -> None:
        """Write to somebody with so many followers."""
        star = await self.come(to)
        figure = Figure(star.key, Metric.FOLLOWERS, int(followers.replace(",", "")), moment("Sun 1 Nov 00:00"))
        await accounts.record_statistics(System(self.house), [figure])
        await self.write(by, None, to)

    async def invite(self, by: str, to: str) -> None:
        """Invite into a collaboration of its own."""
        seller, creator = await self.come(by), await self.come(to)
        self.made += 1
        key = await target(seller, await offered(seller, f"Product {self.made}"), made=f"target {self.made}")
        (outcome,) = await invitations.invite(await seller.viewer(), f"invite {self.made}", key, [creator.key])
        if outcome.problem is not None:
            raise outcome.problem

    async def decline(self, who: str, by: str) -> None:
        """Decline the newest invitation."""
        viewer = await (await self.come(who)).viewer()
        (newest, *_) = (await queries.page(viewer)).nodes
        await invitations.respond(viewer, newest.key, accept=False)

    async def ask_to_link(self, by: str, to: str) -> None:
        """Ask to link."""
        self.link = await asked_to_link(await self.come(by), await self.come(to))

    async def link_up(self, who: str, by: str) -> None:
        """Accept."""
        self.link = await agreed(await self.come(who), self.link)

    async def unlink(self, by: str, who: str) -> None:
        """End the link."""
        await links.unlink(await (await self.come(by)).viewer(), self.link.key)

    async def nothing(self) -> None:
        """Time passes."""


WHAT: dict[str, Callable[..., Awaitable[None]]] = {
    r"the week begins": Stage.nothing,
    r"(\w+) writes to (\d+) new creators": Stage.write_to_many,
    r"(\w+) writes to (\w+), who has ([\d,]+) followers": Stage.write_to_a_star,
    r"(\w+) writes(?: (\d+) times)? to (\w+)": Stage.write,
    r"(\w+) invites (\w+)": Stage.invite,
    r"(\w+) declines (\w+)'s invitation": Stage.decline,
    r"(\w+) asks (\w+) to link": Stage.ask_to_link,
    r"(\w+) links with (\w+)": Stage.link_up,
    r"(\w+) ends the link with (\w+)": Stage.unlink,
}


async def played(stage: Stage, what: str) -> str:
    """Do what a row says; what came of it, in the page's words."""
    ((words, do),) = [(match, do) for text, do in WHAT.items() if (match := re.fullmatch(text, what))]
    try:
        await do(stage, *words.groups())
    except DomainError as refusal:
        until = "" if refusal.retry_at is None else f" until {refusal.retry_at.astimezone(NEW_YORK):%a %-d %b %H:%M}"
        return f"{refusal.code}{until}"
    return "sent"


@pytest.mark.rule("OUT-9")
async def test_a_week_of_a_t1_seller(house: House, clock: Hands) -> None:
    stage = Stage(house)
    clock.at = moment("Sun 1 Nov 00:00")
    acme = await stage.come("acme", AccountKind.SELLER)
    figure = Figure(acme.key, Metric.AFFILIATE_GMV_30D, 150_000, clock.at + timedelta(days=13), "USD")
    await accounts.record_statistics(System(house), [figure])

    for row in example("A week of a T1 seller"):
        clock.at = moment(row["when"])
        answer = await played(stage, row["what"])
        quota = await outreach.quota(await acme.viewer())
        if row["what"] == "the week begins":
            assert quota.week_start == clock.at
            answer = quota.tier
        assert (answer, f"{quota.used} | {quota.remaining}") == (row["answer"], row["counts"]), row[0]


@pytest.mark.rule("OUT-2")
async def test_a_month_of_an_agency(house: House, clock: Hands) -> None:
    stage = Stage(house)
    clock.at = moment("Sun 1 Nov 00:00")
    northstar, maya = await stage.come("northstar", AccountKind.AGENCY), await stage.come("maya")

    for row in example("A month of an agency"):
        clock.at = moment(row["when"])
        answer = await played(stage, row["what"])
        left = (await outreach.contacts(await northstar.viewer(), [maya.key]))[maya.key].remaining
        assert (answer, "no limit" if left is None else str(left)) == (row["answer"], row["counts"]), row[0]

"""The awkward schema: a root of roots, mutations that leave traces, subscriptions that fail midway."""

from collections.abc import AsyncGenerator
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from tests.gateway.awkward.asked import Context, Info, Refused, fresh, resolved, rest
from tests.gateway.awkward.faults import Lists, Plain, Source, Trouble
from tests.gateway.awkward.guarded import HANDLERS, Guarded
from tests.gateway.awkward.inputs import FOUR, Choice, Echo
from tests.gateway.awkward.things import Beast, Cat, Film, Named, Person, Pet, Poster, Robot, Zoo, friends
from tests.gateway.awkward.values import ODD, SCALARS, Even, Leaves
from tests.gateway.operations import Hints

HINTS: Hints = {
    "String": ["a", "fail", "", "Zoë", "missing", "worse", "broken", "declined", "other"],
    "Int": [0, 1, 2, 3, 13, -1],
    "Even": [2, 4, -2, 3, 0, "text", 4.0],
    "Loud": ["Shout", 5, None, [1]],
    "JSON": [{"a": 1}, [1, None], "text", None],
    **{
        f"Zoo.{name}.kind": [
            *("dog cat robot person nameless ghost text row list type cast cast_cat dict nothing".split()),
        ]
        for name in "beast beastNow anybody node named pet petNow dog cat person".split()
    },
    "Zoo.shown.ids": [["poster"], ["film"], ["poster", "film", "raises", "nothing", "number"], ["Person"], ["Nobody"]],
    "Trouble.children.kinds": [["good"], ["good", "later"], ["good", "bad"], ["error"], ["later", "error_later"]],
    "Trouble.some.kinds": [["good", "bad", "later"], ["error", "good"], ["error_later", "number"], []],
    "__type.name": ["Zoo", "Shape", "Beast", "Node", "Colour", "Even", "Nobody"],
}


@strawberry.type
class Query:
    """One field for every kind of awkwardness."""

    leaves: Leaves = fresh(lambda: Leaves)
    echo: Echo = fresh(lambda: Echo)
    zoo: Zoo = fresh(lambda: Zoo)
    lists: Lists | None = fresh(lambda: Lists)
    trouble: Trouble | None = fresh(lambda: Trouble)
    sure_trouble: Trouble = fresh(lambda: Trouble)
    plain: Plain | None = fresh(lambda: Source)
    guarded: Guarded = fresh(lambda: Guarded)
    greeting: str
    odd_root: str | None

    @strawberry.field
    def rooted(self) -> str | None:
        """What the root is."""
        return repr(self)


@strawberry.type
class Step:
    """A step of a mutation, and what it leaves behind."""

    number: int

    @strawberry.field
    async def after(self, info: Info) -> int:
        """Leaves a trace, after others."""
        await rest()
        info.context.log.append(f"after {self.number}")
        return self.number + 1

    @strawberry.field
    def failing(self, info: Info) -> str:
        """Leaves a trace, and fails."""
        info.context.log.append(f"failing {self.number}")
        raise Refused(f"step {self.number}")

    trouble: Trouble | None = fresh(lambda: Trouble)


def _do(info: Info, number: int = 1) -> Step:
    info.context.log.append(f"do {number}")
    return Step(number=number)


async def _do_later(info: Info, number: int = 2) -> Any:
    await rest()
    info.context.log.append(f"later {number}")
    if number < 0:
        raise Refused("negative")
    return Step(number=number) if number else None


def _count(info: Info) -> int:
    info.context.log.append("count")
    return len(log(info.context))


@strawberry.type
class Mutation:
    """One after the other; each leaves a trace."""

    do: Step | None = resolved(_do)
    do_now: Step = resolved(_do_later)
    do_later: Step | None = resolved(_do_later)
    count: int = resolved(_count)


async def _counting(info: Info, to: int = 2, fail_at: int | None = None) -> AsyncGenerator[Any, None]:
    for number in range(min(to, 5)):
        if number == fail_at:
            raise Refused(f"at {number}")
        await rest()
        yield number
    info.context.log.append("ended")


async def _beasts(wrong: bool = False) -> AsyncGenerator[Any, None]:
    for beast in friends():
        yield beast
    if wrong:
        yield 5


async def _steps(even: Even = FOUR, choice: Choice | None = None) -> AsyncGenerator[Any, None]:
    yield Step(number=even)
    yield None
    yield Refused("an event that is an error")
    yield Step(number=2)


async def _unready(why: str = "because") -> AsyncGenerator[Any, None]:
    if why != "ready":
        raise Refused(why)
    yield why


@strawberry.type
class Subscription:
    """Streams that end, and that fail."""

    counting: AsyncGenerator[int, None] = strawberry.subscription(resolver=_counting)
    beasts: AsyncGenerator[Beast | None, None] = strawberry.subscription(resolver=_beasts)
    steps: AsyncGenerator[Step, None] = strawberry.subscription(resolver=_steps)
    unready: AsyncGenerator[str | None, None] = strawberry.subscription(resolver=_unready)


class Root:
    """What the roots' own fields are read from."""

    greeting = "from the root"

    @property
    def odd_root(self) -> Any:
        """No text."""
        return ODD["STRANGER"]

    def __repr__(self) -> str:
        return "<root>"


def build() -> strawberry.Schema:
    """The awkward schema."""
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Cat, Film, Named, Person, Pet, Poster, Robot],
        config=StrawberryConfig(scalar_map=dict(SCALARS)),
        exception_handlers=HANDLERS,
    )


def context() -> Context:
    """One operation's."""
    return Context()


def log(context: Context) -> list[str]:
    """What its root fields did. What is done below one that fails is nobody's promise."""
    return [done for done in context.log if not done.startswith(("after", "failing"))]

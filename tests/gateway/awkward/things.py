"""Awkward objects: interfaces of interfaces, in unions; rows behind types, types resolved wrongly; generics."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import strawberry
from strawberry import lazy

from tests.gateway.awkward.asked import Info, Refused, resolved, rest

if TYPE_CHECKING:
    from tests.gateway.awkward.faults import Trouble

T = TypeVar("T")
U = TypeVar("U")
TroubleRef = Annotated["Trouble", lazy("tests.gateway.awkward.faults")]
PersonRef = Annotated["Person", lazy("tests.gateway.awkward.things")]


@dataclass(slots=True)
class Row:
    """What a database would give: no type of the schema."""

    id: Any
    name: Any = "row"
    legs: Any = 4
    owner: Any = None

    @property
    def loudness(self) -> Any:
        """Computed; fails for the nameless."""
        return len(self.name) / 2


class DogRow(Row):
    """A dog's."""

    __slots__ = ()


class RobotRow(Row):
    """A robot's."""

    __slots__ = ()


class Slotless(Row):
    """A row that can be cast."""


def is_row(*classes: type) -> Any:
    """Make an `is_type_of`."""

    def is_type_of(_cls: type, obj: object, _info: object) -> bool:
        return isinstance(obj, classes)

    return classmethod(is_type_of)


@strawberry.interface(description="Has an id.")
class Node:
    """The top."""

    id: strawberry.ID


@strawberry.interface
class Named(Node):
    """An interface that implements one."""

    name: str | None

    @strawberry.field
    async def greeting(self, whom: str = "you") -> str:
        """For all that implement it."""
        await rest()
        return f"{self.name} greets {whom}"


@strawberry.interface
class Pet(Named):
    """An interface two deep."""

    legs: int | None = 4
    owner: PersonRef | None = None


def _owner(pet: strawberry.Parent[Row], info: Info) -> Any:
    return pet.owner or Person(id=strawberry.ID(f"owner of {pet.id}"), name="nobody")


def _bark(whom: str = "nobody", times: int = 1) -> str:
    return f"{'woof ' * min(times, 3)}{whom}"


@strawberry.type
class Dog(Pet):
    """Rows stand for it."""

    is_type_of = is_row(DogRow)
    loudness: float
    owner: PersonRef = resolved(_owner)
    greeting: Any = strawberry.field(resolver=_bark, graphql_type=str)


@strawberry.type
class Cat(Pet):
    """Only its own instances are it."""

    lives: int = 9

    @strawberry.field
    def rival(self) -> "Cat | None":
        """Another, until there is none."""
        return Cat(id=strawberry.ID(f"{self.id}'"), name=None, lives=self.lives - 1) if self.lives > 7 else None

    @strawberry.field
    async def friends(self) -> "list[Beast | None]":
        """Of every kind."""
        return friends()


@strawberry.type
class Robot(Node):
    """Of no name, and asynchronously itself."""

    loudness: float | None

    @classmethod
    def is_type_of(cls, obj: object, _info: object) -> bool:
        """Fails for one that was never there."""
        if isinstance(obj, Row) and obj.id == "ghost":
            raise Refused("there is no ghost")
        return isinstance(obj, RobotRow)


@strawberry.type
class Person(Named):
    """With a union, a list of an interface, and generics."""

    age: int | None = None

    @strawberry.field
    def pets(self, first: int = 2) -> list[Pet]:
        """Of two kinds."""
        pets: list[Any] = [DogRow(1, "rex"), Cat(id=strawberry.ID("2"), name="tom")]
        return pets[:first]

    @strawberry.field
    def box(self) -> "Box[int]":
        """Of a number."""
        return Box(content=1, label="one")

    trouble: TroubleRef | None = resolved(lambda: Row(0))


Beast = Annotated[Dog | Cat | Robot, strawberry.union("Beast")]
Anybody = Annotated[Person | Dog | Cat, strawberry.union("Anybody")]


@strawberry.type
class Box(Generic[T]):
    """A generic."""

    content: T
    label: str | None = None

    @strawberry.field
    def contents(self, times: int = 2) -> list[T]:
        """The same again."""
        return [self.content] * times


@strawberry.type
class Pair(Generic[T, U]):
    """A generic of two."""

    left: T
    right: U | None


@strawberry.interface
class Shown:
    """An interface that says which type it is."""

    title: str | None

    @classmethod
    def resolve_type(cls, obj: Any, _info: Any, _type: Any) -> Any:
        """By the name of the class; whatever that is."""
        if obj.id == "raises":
            raise Refused("which type?")
        return {"poster": "Poster", "film": "Film", "nothing": None, "number": 7, "pet": "Cat"}.get(obj.id, obj.id)


@strawberry.type
class Poster(Shown):
    """A type without fields of its own."""

    is_type_of = is_row(Row)


@strawberry.type
class Film(Shown):
    """A type that denies what the interface says."""

    is_type_of = is_row(DogRow)
    seconds: int = 7


@dataclass(slots=True)
class ShownRow(Row):
    """With a title."""

    title: Any = "shown"


class FilmRow(DogRow):
    """What a film is."""

    __slots__ = ()
    title = "film"
    seconds = 8


def friends() -> list[Any]:
    """Beasts, and what is not there."""
    return [DogRow(3, "fido"), None, Cat(id=strawberry.ID("4"), name="kit", lives=8), RobotRow(5, "r")]


def _cast() -> Any:
    return strawberry.cast(Person, Slotless("cast", "actor"))


async def _shown(ids: list[str] = ["poster", "film"]) -> Any:  # noqa: B006
    return [FilmRow("film") if one == "film" else ShownRow(one) for one in ids]


def _one(kind: str = "dog") -> Any:
    made: dict[str, Any] = {
        "dog": DogRow(1, "rex"),
        "nameless": DogRow(2, None),
        "cat": Cat(id=strawberry.ID("3"), name="tom"),
        "robot": RobotRow(4, "r2"),
        "ghost": Row("ghost"),
        "person": Person(id=strawberry.ID("5"), name="ann", age=30),
        "text": "a text",
        "row": Row(6),
        "list": [DogRow(7)],
        "type": Cat,
        "cast": strawberry.cast(Person, Slotless("cast", "actor")),
        "cast_cat": strawberry.cast(Cat, Slotless("cast", "actor")),
        "dict": {"id": 1, "name": "dict"},
    }
    return made.get(kind)


async def _one_later(kind: str = "dog") -> Any:
    await rest()
    return _one(kind)


@strawberry.type(description="Objects of every kind.")
class Zoo:
    """Each `kind` names an object."""

    beast: Beast | None = resolved(_one)
    beast_now: Beast = resolved(_one_later)
    beasts: list[Beast | None] | None = resolved(friends)
    packs: list[list[Beast]] | None = resolved(lambda: [friends()[:1], [], friends()[2:]])
    broken_packs: list[list[Beast] | None] | None = resolved(lambda: [friends(), friends()[:1]])
    anybody: Anybody | None = resolved(_one_later)
    node: Node | None = resolved(_one)
    nodes: list[Node] | None = resolved(lambda: [_one("dog"), _one("cat"), _one("person"), _one("robot")])
    named: Named | None = resolved(_one_later)
    pet: Pet | None = resolved(_one)
    pet_now: Pet = resolved(_one)
    dog: Dog | None = resolved(_one)
    cat: Cat | None = resolved(_one)
    person: Person | None = resolved(_one)
    actor: Anybody | None = resolved(_cast)
    shown: list[Shown | None] | None = resolved(_shown)
    box: Box[str] = resolved(lambda: Box(content="text"))
    pair: Pair[int, Dog] = resolved(lambda: Pair(left=1, right=DogRow(8, "left")))
    boxes: "Pair[Box[int], Box[str]]" = resolved(lambda: Pair(left=Box(content=1), right=None))

"""What stands around resolvers: permissions, field extensions, handlers of exceptions, `info`, loaders."""

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission, PermissionExtension

from tests.gateway.awkward.asked import Context, Info, Refused, fresh, resolved, rest


class Allowed(BasePermission):
    """By argument."""

    message = "You may not."
    error_extensions = {"code": "FORBIDDEN"}  # noqa: RUF012 - as Strawberry declares it

    def has_permission(self, source: Any, info: Any, **given: Any) -> bool:
        """Ask the arguments."""
        return bool(given.get("allowed", True))


class AllowedLater(Allowed):
    """After others."""

    message = "Not any more."

    async def has_permission(self, source: Any, info: Any, **given: Any) -> bool:  # type: ignore[override]
        """Ask the arguments."""
        await rest()
        return bool(given.get("allowed", True))


class Unsure(BasePermission):
    """Neither true nor false."""

    def has_permission(self, source: Any, info: Any, **given: Any) -> Any:
        """Truthy."""
        return "yes"


class Louder(FieldExtension):
    """Changes arguments and results."""

    def resolve(self, next_: Any, source: Any, info: Any, **given: Any) -> Any:
        """Shout."""
        if given.get("text") == "fail":
            raise Refused("before the resolver")
        return next_(source, info, **(given | {"text": str(given.get("text")).upper()})) + "!"

    async def resolve_async(self, next_: Any, source: Any, info: Any, **given: Any) -> Any:
        """Shout, later."""
        return await next_(source, info, **(given | {"text": str(given.get("text")).upper()})) + "!!"


class OnlyLater(FieldExtension):
    """Makes any resolver asynchronous."""

    async def resolve_async(self, next_: Any, source: Any, info: Any, **given: Any) -> Any:
        """Wait, then ask."""
        await rest()
        return f"later: {await next_(source, info, **given)}"


class Missing(Exception):
    """Becomes data."""


class Worse(Missing):
    """Declined: stays an error."""


class Broken(Exception):
    """Becomes data, in time."""


@strawberry.interface
class Problem:
    """What every refusal says."""

    detail: str


@strawberry.type
class NotFound(Problem):
    """For Missing."""

    code: int = 404


@strawberry.type
class Defect(Problem):
    """For Broken."""

    again: bool | None = None


@strawberry.type
class Found:
    """Success."""

    text: str


class TellMissing(strawberry.ExceptionHandler[Missing, NotFound]):
    """Declines what is worse."""

    def handle(self, exception: Missing, *, field: Any, info: Any) -> NotFound | None:
        """Say it as data."""
        return None if isinstance(exception, Worse) else NotFound(detail=f"{exception} at {info.field_name}")


class TellBroken(strawberry.ExceptionHandler[Broken, Defect]):
    """Later."""

    async def handle(self, exception: Broken, *, field: Any, info: Any) -> Defect | None:  # type: ignore[override]
        """Say it as data."""
        await rest()
        return Defect(detail=str(exception)) if str(exception) != "declined" else None


HANDLERS: Sequence[Any] = [TellMissing(), TellBroken()]
Answer = Annotated[Found | NotFound | Defect, strawberry.union("Answer")]
Half = Annotated[Found | NotFound, strawberry.union("Half")]


def _find(what: str = "it") -> Any:
    failures = {
        "missing": Missing("missing"),
        "worse": Worse("worse"),
        "broken": Broken("broken"),
        "declined": Broken("declined"),
        "other": Refused("neither"),
    }
    if what in failures:
        raise failures[what]
    return Found(text=what)


async def _find_later(what: str = "it") -> Any:
    await rest()
    return _find(what)


def _shout(text: str | None = "text") -> str:
    return f"<{text}>"


async def _shout_later(text: str | None = "text") -> str:
    await rest()
    return f"<{text}>"


def _permitted(allowed: bool | None = None) -> str:
    return f"permitted: {allowed}"


def _list(allowed: bool = True) -> list[int]:
    return [1, 2]


def selected(selections: Any) -> Any:
    """What `info.selected_fields` says, as data."""
    found = []
    for one in selections:
        kind = type(one).__name__
        name = getattr(one, "name", None) or getattr(one, "type_condition", None)
        more = [getattr(one, "alias", None), getattr(one, "arguments", None), getattr(one, "directives", None)]
        found.append([kind, name, *map(repr, more), selected(one.selections)])
    return found


@strawberry.type
class Seen:
    """What a resolver sees of its operation."""

    text: str

    @strawberry.field
    def more(self, info: Info, n: int = 0) -> "Seen":
        """One deeper."""
        return see(info)


def path_of(info: Info) -> list[Any]:
    """The path of a field, with the types on it."""
    keys: list[Any] = []
    path: Any = info.path
    while path is not None:
        keys.append((path.key, path.typename))
        path = path.prev
    return keys[::-1]


def see(info: Info) -> Seen:
    """All that is the same however an operation is executed."""
    raw = info._raw_info
    facts = [
        info.field_name,
        info.python_name,
        path_of(info),
        sorted(info.variable_values.items(), key=repr),
        str(info.return_type),
        isinstance(info.context, Context),
        info.root_value,
        info.operation.operation.value,
        info.operation.name.value if info.operation.name else None,
        selected(info.selected_fields),
        str(raw.return_type),
        str(raw.parent_type),
        sorted(raw.fragments),
        len(raw.field_nodes),
        info.schema is not None,
    ]
    return Seen(text=repr(facts))


def _see(info: Info, n: int = 0) -> Seen:
    return see(info)


async def _see_later(info: Info, tags: list[str] | None = None) -> Seen:
    await rest()
    return see(info)


async def _doubled(info: Info, key: int = 2) -> Any:
    return await info.context.doubled.load(key)


def _doubled_promise(info: Info, key: int = 3) -> Any:
    return info.context.doubled.load(key)


async def _doubled_many(info: Info, keys: list[int]) -> Any:
    return await info.context.doubled.load_many(keys)


@strawberry.type(description="Fields with something around them.")
class Guarded:
    """Mostly arguments decide what happens."""

    allowed: str | None = resolved(_permitted, permission_classes=[Allowed])
    allowed_now: str = resolved(_permitted, permission_classes=[Allowed])
    allowed_later: str | None = resolved(_permitted, permission_classes=[AllowedLater])
    both: str | None = resolved(_permitted, permission_classes=[AllowedLater, Allowed])
    silent: str | None = resolved(_permitted, extensions=[PermissionExtension([Allowed()], fail_silently=True)])
    silent_list: list[int] = resolved(_list, extensions=[PermissionExtension([Allowed()], fail_silently=True)])
    unsure: str | None = resolved(_permitted, permission_classes=[Unsure])
    loud: str | None = resolved(_shout, extensions=[Louder()])
    loud_later: str | None = resolved(_shout_later, extensions=[Louder()])
    delayed: str = resolved(_shout, extensions=[OnlyLater()])
    louder_still: str | None = resolved(_shout_later, extensions=[Louder(), OnlyLater()])
    find: Answer = resolved(_find)
    find_later: Answer | None = resolved(_find_later)
    find_half: Half | None = resolved(_find)
    find_half_later: Half = resolved(_find_later)
    seen: Seen | None = resolved(_see)
    seen_later: Seen = resolved(_see_later)
    doubled: int | None = resolved(_doubled)
    doubled_promise: int | None = resolved(_doubled_promise)
    doubled_many: list[int | None] | None = resolved(_doubled_many)
    again: "Guarded | None" = fresh(lambda: Guarded)

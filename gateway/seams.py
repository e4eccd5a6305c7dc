"""What the gateway asks of whoever uses it. Objects fit these by shape; nothing here is inherited."""

from collections.abc import AsyncGenerator, Callable, Hashable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp import web

from gateway.tallies import Tally


class Rejected(Exception):
    """What a socket presented in its connection_init is not good: it is closed with 4403."""


class Asker(Protocol):
    """Who one request, or one socket, speaks for."""

    @property
    def expires_in(self) -> float | None:
        """Seconds until what was presented expires; None: never."""
        ...

    @property
    def user(self) -> Hashable | None:
        """Whom limits are counted for; None: nobody known."""
        ...

    async def context(self, request_id: str) -> Any:
        """Make the context of one operation: who is asking as of now. A refusal is kept for the fields to tell.

        Where a refusal is told as data, the context's attribute `refused`, if it has one, is its code afterwards.
        """
        ...


class Entrance(Protocol):
    """Makes askers of what requests and sockets present."""

    async def of_request(self, request: web.Request) -> Asker:
        """Read a request's headers. What is wrong with them is told by each field, so this raises nothing."""
        ...

    async def of_socket(self, request: web.Request, payload: Mapping[str, Any]) -> Asker:
        """Read a socket's connection_init. Raises Rejected."""
        ...

    def allows_origin(self, origin: str) -> bool:
        """Whether a web page of this origin may open a socket."""
        ...

    def request_id(self, request: web.Request) -> str:
        """The id that the log knows a request by."""
        ...

    def address(self, request: web.Request) -> str:
        """Where a request comes from, as limits count it."""
        ...


class Numbered(Protocol):
    """An event with its place in a topic."""

    @property
    def number(self) -> int:
        """Places are gapless and increasing."""
        ...


class Member(Protocol):
    """What a topic hands events to."""

    def hand(self, event: Any) -> None:
        """Take the next event. Called from the event loop; must not wait."""
        ...

    def fall_behind(self) -> None:
        """Hear that what was handed is no longer to be relied on: read again from the last place."""
        ...


class Topic(Protocol):
    """A stream of numbered events, as one subscription follows it: what its field's `topic` function returns.

    Followers whose document, variables and `shared` are equal are given one rendering of each event.
    """

    @property
    def shared(self) -> Hashable:
        """What, beside document and variables, makes two followers see the same."""
        ...

    @property
    def place(self) -> int:
        """The place after which delivery begins."""
        ...

    @property
    def fresh(self) -> bool:
        """Whether `place` was the head just now, so that nothing need be read before what follows is handed."""
        ...

    def accepts(self, event: Any) -> bool:
        """Whether the subscription tells this event; one that it does not tell is passed over."""
        ...

    def personal(self, event: Any) -> bool:
        """Whether the event must be read by each follower for itself, since it may end what it may hear."""
        ...

    def behind(self, place: int) -> AsyncGenerator[Any, None]:
        """Read every event after a place, up to the head of now, each made ready for this follower.

        A personal event changes who follows: `context` is new afterwards. Raises what ends the subscription.
        """
        ...

    @property
    def context(self) -> Any:
        """The context to render with, as of the last personal event."""
        ...

    def join(self, member: Member) -> None:
        """Hand what comes to a member, once one of the topic's members is level."""
        ...

    def level(self, place: int) -> bool:
        """Say that a member has everything up to a place, and is to be handed what follows.

        False: more has been handed already than that, or the place is of no use any more. Read again.
        """
        ...

    def leave(self, member: Member) -> None:
        """Hand it nothing more."""
        ...

    def position(self, place: int) -> str:
        """A place as clients are told it."""
        ...

    def age(self, event: Any) -> float:
        """Seconds since it happened."""
        ...


class Traced(Protocol):
    """An operation as who traces it is told of it."""

    kind: str
    request_id: str
    code: str | None

    @property
    def text(self) -> str:
        """Of its document."""
        ...

    def tally(self, *, known: bool) -> Tally:
        """Where it is counted: this has its name."""
        ...


class Tracing(Protocol):
    """Is told of operations, while they run. What it is given holds no variables, and its text is to be kept here."""

    def operation(self, traced: Traced, parent: str | None, *, known: bool) -> AbstractContextManager[None]:
        """Stand around an operation; `parent` is a W3C traceparent, as the client gave it. Its `code` is known then."""
        ...

    def step(self, name: str) -> AbstractContextManager[None]:
        """Stand around a part of the operation."""
        ...


Told = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Codes:
    """How errors are told. `known` gives a refusal's sentence and extensions, None for what was not expected."""

    known: Callable[[BaseException], Told | None]
    report: Callable[[BaseException, list[str | int] | None], None]  # keeps in the log what clients are not told
    invalid: str = "INVALID_INPUT"  # the request itself is wrong
    internal: str = "INTERNAL"  # nobody expected it; the log has the rest
    limited: str = "RATE_LIMITED"


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a cost is made of beside fields: how long lists are, and what is dear to look for, whatever is shown."""

    pages: Mapping[str, int] = field(default_factory=dict)  # field name -> items where neither first nor last is given
    listed: Mapping[str, str] = field(default_factory=dict)  # field name -> argument whose items are counted
    longest: int = 100  # more than this is the field's own to refuse
    dear: Mapping[str, int] = field(default_factory=dict)  # field name -> what each field right in it costs besides

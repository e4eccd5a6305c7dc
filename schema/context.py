"""What a resolver may ask of its operation: the viewer, and the loaders of rare branches."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode, OperationType
from strawberry.extensions import SchemaExtension
from strawberry.types import Info as StrawberryInfo

from domain.errors import Unauthenticated
from domain.hub import Listener
from domain.rules import access
from domain.viewer import Viewer
from schema.loaders import Loaders

Identify = Callable[[], Awaitable[Viewer]]


@dataclass(slots=True)
class Context:
    """One operation's. `identify` asks who is asking, with one statement; `refusal` is its answer where that is no."""

    identify: Identify | None
    request_id: str
    asked: Viewer | None = None
    refusal: Exception = field(default_factory=Unauthenticated)
    made_loaders: Loaders | None = None
    connection_params: dict[str, Any] | None = None  # Strawberry fills it on connection_init
    listeners: set[Listener] = field(default_factory=set)  # of all operations of a socket
    streams: bool = False  # whether answers can go on: over a socket, not over HTTP

    @property
    def viewer(self) -> Viewer:
        """Who is asking. Raises what stands against it: Unauthenticated, or Forbidden for an account of others."""
        if self.asked is None:
            raise self.refusal
        return self.asked

    @property
    def messenger(self) -> Viewer:
        """Who is asking, and may use the inbox: asked before anything of the input is looked at (REF-2)."""
        access.messaging(self.viewer)
        return self.viewer

    @property
    def loaders(self) -> Loaders:
        """This operation's batches. On a socket a context outlives its operations; loaders do not."""
        if self.made_loaders is None:
            self.made_loaders = Loaders(self.viewer)
        return self.made_loaders


Info = StrawberryInfo[Context, Any]


class AskWho(SchemaExtension):
    """Gives each operation a context of its own, with its viewer as of now: a socket's operations share nothing."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Ask before anything of the operation is read: Viewer.position is older than all else it shows."""
        connection: Context = self.execution_context.context
        context = replace(connection, asked=None, made_loaders=None, refusal=Unauthenticated())
        if connection.identify is not None:
            try:
                context.asked = await connection.identify()
            except Exception as refusal:  # noqa: BLE001 - a fault too is told by each field, so that it is masked there
                context.refusal = refusal
        self.execution_context.context = context
        yield


class OneOperation(SchemaExtension):
    """Refuses what Strawberry would get wrong: several operations and no name, and subscriptions over HTTP."""

    def on_validate(self) -> Iterator[None]:
        """Look before the document is validated."""
        asked = self.execution_context
        document = asked.graphql_document
        name = asked._provided_operation_name  # noqa: SLF001 - `operation_name` falls back to the first
        operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)] if document else []
        if len(operations) > 1 and name is None:
            asked.pre_execution_errors = [GraphQLError("Say which operation to run: give an operationName.")]
        elif not asked.context.streams and any(
            operation.operation is OperationType.SUBSCRIPTION
            for operation in operations
            if name is None or (operation.name is not None and operation.name.value == name)
        ):
            asked.pre_execution_errors = [GraphQLError("Subscribe over a WebSocket, at this same address.")]
        yield

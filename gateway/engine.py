"""From what a client asks to what can answer it: the middle of the gateway, for HTTP and sockets alike."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError
from strawberry.schema import Schema

from gateway.compiler.operations import Compiled, Compiling
from gateway.compiler.selections import Unsupported
from gateway.compiler.variants import Operation
from gateway.documents import Document, Documents, Reading
from gateway.errors import RequestRefused, Telling
from gateway.prepared import Prepared, Read
from gateway.seams import Codes, Tracing
from gateway.tallies import Tallies

POINTS_OF_NEW, CHARACTERS_PER_POINT = 20, 20
OBJECT_OR_NOTHING = (dict, type(None))


class Engine:
    """Prepares operations. One for each schema and process."""

    def __init__(self, schema: Schema, codes: Codes, reading: Reading) -> None:
        self.schema = schema
        self.telling = Telling(codes, suggest=not schema.config.disable_field_suggestions)
        self.documents = Documents(schema, reading, self.telling)
        self.reading = reading
        self.compiling: Compiling = self.documents._compiling  # noqa: SLF001 - its own part
        self.fallbacks: Counter[str] = Counter()
        self.tallies = Tallies(codes.internal)
        self.tracing: Tracing | None = None

    def close(self) -> None:
        """Let the worker end."""
        self.documents.close()

    def newness(self, payload: Mapping[str, Any]) -> int:
        """Points that a text which is not kept costs beforehand, since to read it costs whatever it turns out to be."""
        text = payload.get("query")
        if not isinstance(text, str) or self.documents.find(text) is not None:
            return 0
        return POINTS_OF_NEW + len(text) // CHARACTERS_PER_POINT

    async def prepare(self, payload: Mapping[str, Any], *, request_id: str) -> Prepared:
        """Read a request: { query, variables, operationName, extensions }. Raises RequestRefused."""
        given = payload.get("variables")
        if given is None:
            given = {}
        elif type(given) is not dict:
            raise self.telling.malformed("variables are a JSON object.")
        if type(payload.get("extensions")) not in OBJECT_OR_NOTHING:
            raise self.telling.malformed("extensions are a JSON object.")
        text = self.documents.text_of(payload)
        entry = self.documents.find(text)
        if entry is None:
            entry = await self.documents.load(text)
        if not isinstance(entry, Document):
            raise RequestRefused(entry)
        operation = self._chosen(entry, payload.get("operationName"))
        variables, slow = operation.variables.read(given), None
        if variables is None:
            slow = await self.documents.read_variables(operation, given)
            variables = slow.coerced
        cost = self._cost(operation, variables, given)
        how = Unsupported("reference") if not self.reading.compiled else operation.known(variables)
        if how is None:
            await self.documents.compile(operation, variables)
            how = operation.known(variables) or Unsupported("condition")
        if isinstance(how, Unsupported):
            if self.schema.get_extensions() and operation.asks_schema and not operation.asks_schema_alone:
                # Strawberry runs it whole, and would hold the event loop for as long as the schema is large.
                raise self.telling.refused("Ask for the schema in an operation of its own.")
            self.fallbacks[how.reason] += 1
        read = Read(given, variables, slow, cost)
        return Prepared(self, operation, how if isinstance(how, Compiled) else None, read, request_id)

    def _chosen(self, document: Document, name: object) -> Operation:
        if name is not None and not isinstance(name, str):
            raise self.telling.malformed("operationName is text.")
        operations = document.operations
        if name is not None:
            if name not in operations:
                raise self.telling.malformed(f"Unknown operation named '{name}'.")
            return operations[name]
        if len(operations) != 1:
            raise self.telling.refused(
                "Say which operation to run: give an operationName." if operations else "The document has no operation."
            )
        return next(iter(operations.values()))

    def _cost(self, operation: Operation, variables: Mapping[str, Any], given: Mapping[str, Any]) -> int:
        if not operation.cost.lists:
            cost = operation.cost.fixed or 1
        else:
            cost = max(1, operation.cost.of({**given, **variables}, self.reading.sizes.longest))
        if cost > self.reading.limits.cost:
            raise RequestRefused(
                self.telling.of_request(
                    [GraphQLError(f"This operation could read {cost:,} things; ask for shorter pages.")]
                )
            )
        return cost

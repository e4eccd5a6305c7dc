"""Documents: text or hash to parsed, limited, validated, costed and compiled, once; kept within a bound of bytes.

What is seen for the first time is read in one worker thread: it may cost milliseconds, and the event loop goes on.
"""

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    Source,
    parse,
    validate,
)
from graphql.execution.values import VariableValues
from graphql.validation import NoSchemaIntrospectionCustomRule, specified_rules
from strawberry.schema import Schema
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from gateway.compiler.operations import Compiling
from gateway.compiler.variables import is_large
from gateway.compiler.variants import Operation
from gateway.errors import RequestRefused, Telling, said
from gateway.limits import Cost, Limits, measure, refusal
from gateway.seams import Sizes

# As Strawberry validates.
RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
MOST_WAITING = 100  # documents seen for the first time, and whatever else is for the worker
# What a document takes, as tracemalloc sees it (docs/gateway.md): itself, each of its characters as nodes.
BYTES_OF_DOCUMENT, BYTES_OF_CHARACTER = 10_000, 60
MOST_MISTAKES, BYTES_OF_MISTAKE = 10, 1_500  # that are told of one document
NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"  # the name that clients of automatic persisted queries look for


@dataclass(frozen=True, slots=True)
class Reading:
    """How documents are read."""

    limits: Limits = field(default_factory=Limits)
    sizes: Sizes = field(default_factory=Sizes)
    natives: Mapping[str, str] = field(default_factory=dict)  # a scalar -> how it is written (compiler.leaves.NATIVE)
    passing: Collection[str] = ()  # fields whose values are shown for a time only: they do not wait, once written
    introspection: bool = True
    compiled: bool = True  # False: everything runs through Strawberry
    kept_bytes: int = 64 * 1024 * 1024
    trusted: Mapping[str, str] | None = None  # hash -> text
    trusted_only: bool = False


class Document:
    """A valid document."""

    def __init__(self, text: str, nodes: DocumentNode, costs: Mapping[str | None, Cost], compiling: Compiling) -> None:
        self.text = text
        self.nodes = nodes
        self.operations: dict[str | None, Operation] = {}
        for definition in nodes.definitions:
            if isinstance(definition, OperationDefinitionNode):
                name = definition.name.value if definition.name else None
                self.operations[name] = Operation(text, nodes, definition, costs[name], compiling)

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        compiled = sum(operation.size for operation in self.operations.values())
        return BYTES_OF_DOCUMENT + len(self.text) * BYTES_OF_CHARACTER + compiled


Result = TypeVar("Result")
Entry = Document | list[dict[str, Any]]  # what is wrong with a document is kept too


class Documents:
    """Every document seen lately."""

    def __init__(self, schema: Schema, reading: Reading, telling: Telling) -> None:
        self.reading = reading
        self._telling = telling
        self._compiling = Compiling(schema, dict(reading.natives), self.in_worker, reading.passing)
        self._rules = [*RULES, *([] if reading.introspection else [NoSchemaIntrospectionCustomRule])]
        self._hide = schema.config.disable_field_suggestions
        self._kept: OrderedDict[str, tuple[Entry, int]] = OrderedDict()
        self._bytes = 0
        self._hashes: dict[str, str] = {}
        self._loading: dict[str, asyncio.Future[Entry]] = {}
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")
        self._trusted_texts = frozenset((reading.trusted or {}).values())

    def trusts(self, text: str) -> bool:
        """Whether a text is of the manifest."""
        return text in self._trusted_texts

    def close(self) -> None:
        """Let the worker end."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    @property
    def kept(self) -> tuple[int, int]:
        """How many documents, and how many bytes they take."""
        return len(self._kept), self._bytes

    # ── from a request to its text ──

    def text_of(self, payload: Mapping[str, Any]) -> str:
        """The text that a request means, by itself or by a hash of it. Raises RequestRefused."""
        text, hashed = payload.get("query"), self._hash(payload)
        if hashed is not None:
            return self._hashed(text, hashed)
        if not isinstance(text, str) or not text.strip():
            raise self._telling.malformed("Send a document as `query`.")
        if self.reading.trusted_only and text not in self._trusted_texts:
            raise self._telling.refused("Only documents that are known here are run: send the hash of one.")
        return text

    def _hash(self, payload: Mapping[str, Any]) -> str | None:
        named = payload.get("documentId")
        if named is None:
            extensions = payload.get("extensions")
            persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
            if persisted is None:
                return None
            named = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
        if not isinstance(named, str):
            raise self._telling.malformed("A document is named by the sha256 of its text, in hexadecimal.")
        return named.removeprefix("sha256:").lower()

    def _hashed(self, text: object, hashed: str) -> str:
        trusted = (self.reading.trusted or {}).get(hashed)
        if trusted is not None:
            return trusted
        if text is None or text == "" or self.reading.trusted_only:  # graphql-ws sends no payload without a query
            known = None if self.reading.trusted_only else self._hashes.get(hashed)
            if known is None:
                raise RequestRefused([said(NOT_FOUND, "PersistedQueryNotFound")])
            return known
        if not isinstance(text, str) or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() != hashed:
            raise self._telling.malformed("The hash is not that of the document.")
        return text

    # ── from a text to a document ──

    def find(self, text: str) -> Entry | None:
        """What is kept of a text."""
        found = self._kept.get(text)
        if found is None:
            return None
        self._kept.move_to_end(text)
        return found[0]

    async def load(self, text: str) -> Entry:
        """Read a text that is not kept. Raises RequestRefused where too many wait for that."""
        if len(text) > self.reading.limits.characters:
            return self._telling.of_request([GraphQLError(
                f"This document has {len(text):,} characters; at most {self.reading.limits.characters:,} are allowed."
            )])  # fmt: skip
        loading = self._loading.get(text)
        if loading is None:
            loading = asyncio.ensure_future(self.in_worker(self.read, text))
            self._loading[text] = loading
            loading.add_done_callback(lambda done: self._loaded(text, done))
        return await asyncio.shield(loading)

    async def compile(self, operation: Operation, variables: Mapping[str, Any]) -> None:
        """Compile an operation for the values of its conditions."""
        await self.in_worker(operation.compile, dict(variables))
        kept = self._kept.get(operation.text)
        if kept is not None:  # what it takes has grown
            self._keep(operation.text, kept[0])

    async def read_variables(self, operation: Operation, given: dict[str, Any]) -> VariableValues:
        """Read variables as graphql-core does, many of them in the worker. Raises RequestRefused."""
        found: VariableValues | list[GraphQLError]
        if is_large(given):
            found = await self.in_worker(operation.variables.slowly, given)
        else:
            found = operation.variables.slowly(given, hide_suggestions=self._hide)
        if isinstance(found, list):
            raise RequestRefused(self._telling.of_request(found))
        return found

    def in_worker(self, work: Callable[..., Result], *given: Any) -> "asyncio.Future[Result]":
        """Have something done in the worker thread. Raises RequestRefused where too much waits for that."""
        if self._worker._work_queue.qsize() >= MOST_WAITING:  # noqa: SLF001 - it has no public name
            raise RequestRefused(
                [said(self._telling.codes.limited, "Too many new documents at once: try again.")], retry_after=1
            )
        return asyncio.get_running_loop().run_in_executor(self._worker, work, *given)

    def _loaded(self, text: str, done: "asyncio.Future[Entry]") -> None:
        self._loading.pop(text, None)
        if not done.cancelled() and done.exception() is None:
            self._keep(text, done.result())

    def _keep(self, text: str, entry: Entry) -> None:
        size = entry.size if isinstance(entry, Document) else 500 + len(text) * 2 + len(entry) * BYTES_OF_MISTAKE
        _, before = self._kept.pop(text, (None, 0))
        self._bytes += size - before
        self._kept[text] = (entry, size)
        if isinstance(entry, Document):
            self._hashes[hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()] = text
        while self._bytes > self.reading.kept_bytes and len(self._kept) > 1:
            old, (_, old_size) = self._kept.popitem(last=False)
            self._bytes -= old_size
            self._hashes.pop(hashlib.sha256(old.encode("utf-8", "replace")).hexdigest(), None)

    def read(self, text: str) -> Entry:
        """Parse, limit, validate, cost and compile. Takes milliseconds: for the worker, and for the command line."""
        limits = self.reading.limits
        try:
            text.encode()
            nodes = parse(Source(text, "document"), max_tokens=limits.tokens)
        except UnicodeEncodeError:
            return self._telling.of_request([GraphQLError("This document has half of a surrogate pair in it.")])
        except GraphQLError as error:
            return self._telling.of_request([error])
        except RecursionError:
            return self._telling.of_request([GraphQLError("This document is nested too deeply.")])
        total, costs = measure(nodes, self.reading.sizes)
        if (too_much := refusal(total, limits)) is not None:
            return self._telling.of_request([too_much])
        try:
            errors = validate(self._compiling.schema, nodes, self._rules, hide_suggestions=self._hide)
        except KeyError:
            # Strawberry's rule for @oneOf stumbles over variables in fragments beside several operations. What it
            # would refuse is refused when it is run.
            others = [rule for rule in self._rules if rule is not OneOfInputValidationRule]
            errors = validate(self._compiling.schema, nodes, others, hide_suggestions=self._hide)
        if errors:
            return self._telling.of_request(errors[:MOST_MISTAKES])
        document = Document(text, nodes, costs, self._compiling)
        if self.reading.compiled:
            for operation in document.operations.values():
                if operation.deciding == ():
                    operation.compile({})
        return document


def read_manifest(path: Path) -> dict[str, str]:
    """Trusted documents: a JSON object of hash to text, or Apollo's manifest. Raises ValueError, and says why."""
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(manifest, dict) and isinstance(manifest.get("operations"), list):
        manifest = {operation["id"]: operation["body"] for operation in manifest["operations"]}
    if not isinstance(manifest, dict) or not all(isinstance(text, str) for text in manifest.values()):
        raise ValueError("a manifest is a JSON object of names and documents")
    return {name.removeprefix("sha256:").lower(): text for name, text in manifest.items()}

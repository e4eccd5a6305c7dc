"""One execution of a compiled operation: its variables, its errors, and graphql-core's executor for what is odd."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, GraphQLResolveInfo, located_error
from graphql.execution.executor import Executor
from graphql.execution.values import VariableValues
from graphql.pyutils import Path
from strawberry.types import Info

from gateway.execution.places import FAILED, Place

if TYPE_CHECKING:
    from gateway.compiler.ahead import Ahead
    from gateway.compiler.selections import Field

# Makes the executor of one run: (context, root value, variables) -> Executor.
Executors = Callable[[Any, Any, VariableValues], Executor[Any]]


class Run:
    """What the calls and completions of one execution share."""

    __slots__ = ("_executor", "_executors", "_given", "context", "data", "errors", "root", "variables")

    def __init__(
        self,
        executors: Executors,
        context: Any,
        root: Any,
        variables: dict[str, Any],
        given: Callable[[], VariableValues],
    ) -> None:
        self._executors = executors
        self._executor: Executor[Any] | None = None
        self._given = given
        self.context = context
        self.root = root
        self.variables = variables
        self.data: dict[str, Any] | None = None
        self.errors: list[GraphQLError] = []

    @property
    def executor(self) -> Executor[Any]:
        """graphql-core's own, made when something is odd: it completes that part by its own rules."""
        if self._executor is None:
            self._executor = self._executors(self.context, self.root, self._given())
        return self._executor

    @property
    def all_errors(self) -> list[GraphQLError]:
        """Ours and those that the executor has collected."""
        return self.errors + self._executor.collected_errors.errors if self._executor is not None else self.errors

    def fail(self, error: Exception, field: "Field", path: Path | None) -> Any:
        """Note an error where it happened; the value there is FAILED."""
        self.errors.append(located_error(error, field.nodes, path.as_list() if path else None))
        return FAILED

    def raw_info(self, field: "Field", path: Path | None) -> "GraphQLResolveInfo[Any]":
        """graphql-core's info for a field at a path."""
        return self.executor.build_resolve_info(field.definition, field.nodes, field.parent, path)  # type: ignore[arg-type]


class LazyInfo(Info[Any, Any]):
    """Strawberry's Info, whose graphql-core part is made only for a resolver that looks at it."""

    def __init__(self, run: Run, field: "Field", place: Place, index: int, ahead: "Ahead | None" = None) -> None:
        self._run, self._at, self._place, self._index, self._ahead = run, field, place, index, ahead
        self._field = field.strawberry  # type: ignore[assignment]

    @cached_property
    def _raw_info(self) -> "GraphQLResolveInfo[Any]":  # type: ignore[override]
        above = self._place.path(self._index)
        return self._run.raw_info(self._at, Path(above, self._at.key, self._at.parent.name))

    def ahead(self, type_name: str, name: str) -> list[dict[str, Any]]:
        """The arguments that a field directly below is selected with, once for each response key (compiler.ahead)."""
        return self._ahead.of(type_name, name, self._run.variables) if self._ahead is not None else []

    @property
    def names(self) -> frozenset[str] | None:
        """The names of all fields that are selected anywhere below."""
        return self._ahead.names if self._ahead is not None else None

    @property
    def context(self) -> Any:
        return self._run.context

    @property
    def root_value(self) -> Any:
        return self._run.root

    @property
    def field_name(self) -> str:
        return self._at.name

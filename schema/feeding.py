"""Feeding: what the marketplace's services say of accounts, products, figures and more."""

from dataclasses import fields
from typing import Annotated, Any

import strawberry

from domain import records
from domain.actions.feeding import intake
from domain.feeding import Outcome, Status
from domain.records import ConversationRecord, PastMessageRecord, Record
from schema import problems
from schema.context import Info
from schema.feeding_inputs import IngestInput
from schema.nodes import resolved


@strawberry.type(description="What became of one record. The others went in or not, each for itself.")
class IngestOutcome:
    """PLT-1."""

    index: int = strawberry.field(description="Its place in the list.")
    external_id: str = strawberry.field(description="The external id of what it is about; of two, with / between.")
    status: Status
    problem: problems.Problem | None = strawberry.field(description="Why it was refused; fields are below the record.")


@strawberry.type
class IngestSuccess:
    """PLT-1."""

    outcomes: list[IngestOutcome] = strawberry.field(description="One for each record, in their order.")


IngestResult = Annotated[IngestSuccess | problems.Forbidden | problems.InvalidInput, strawberry.union("IngestResult")]


async def ingest(info: Info, input: IngestInput) -> IngestSuccess:
    """Feed records of one kind."""
    service, (kind, fed) = info.context.service, _fed(input)
    outcomes = await intake.feed_some(service, kind, fed)
    return IngestSuccess(outcomes=[_outcome(index, one) for index, one in enumerate(outcomes)])


def _fed(input: IngestInput) -> tuple[str, list[Record]]:
    """The one list that is given; each input has the fields of its record."""
    (field,) = (field for field in fields(input) if getattr(input, field.name) is not strawberry.UNSET)
    kind = records.NAMES[field.name]
    return kind, [_record(records.KINDS[kind], one) for one in getattr(input, field.name)]


def _record(kind: type[Record], said: Any) -> Record:
    values = dict(vars(said))
    if kind is ConversationRecord:
        values["messages"] = [PastMessageRecord(**vars(message)) for message in said.messages]
    return kind(**values)


def _outcome(index: int, outcome: Outcome) -> IngestOutcome:
    refusal = outcome.problem
    return IngestOutcome(
        index=index,
        external_id=outcome.external_id,
        status=outcome.status,
        problem=None if refusal is None else problems.problem(refusal),
    )


@strawberry.type
class FeedingMutations:
    """Feeding."""

    ingest: IngestResult = resolved(
        ingest,
        "For services of the marketplace: records of one kind, up to 1,000 by default, by the platform's own ids. "
        "Harmless to repeat: what is there already and no different is UNCHANGED.",
    )

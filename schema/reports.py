"""Reports of abuse: made by members, worked on by staff."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import lazy

from domain import ids, lists, reports, rows
from domain.actions import reports as actions
from domain.queries import reports as queries
from domain.viewer import Staff
from models.messages import MessageKind
from models.reports import ReportReason, ReportResolution
from schema import problems
from schema.accounts import Account
from schema.audit import AuditFact
from schema.context import Info
from schema.media import Media
from schema.nodes import After, Connection, First, Node, resolved, rows_of
from schema.teams import User

if TYPE_CHECKING:
    from schema.messages import Message

MessageRef = Annotated["Message", lazy("schema.messages")]


@strawberry.type(description="What a message said when it was reported, whatever has become of it.")
class ReportEvidence:
    """MSG-5."""

    is_type_of = rows_of(reports.Evidence)
    kind: MessageKind
    sent_at: datetime
    text: str | None
    facts: list[AuditFact] = strawberry.field(description="What its card held.")
    media: Media | None


async def _message(report: strawberry.Parent[reports.Report], info: Info) -> rows.Message | None:
    if isinstance(info.context.asked, Staff):
        return None
    return await info.context.loaders.message(report.conversation_key, report.sequence)


@strawberry.type(description="A message that the other side reported. The side that wrote it is never told.")
class Report(Node):
    """MSG-9, PLT-3."""

    is_type_of = rows_of(reports.Report)
    message_id: strawberry.ID
    message: MessageRef | None = resolved(_message, "As it stands now, to who reported it; null to staff.")
    reason: ReportReason
    note: str | None
    reported_at: datetime
    resolved_at: datetime | None = strawberry.field(description="When staff were done with it.")
    evidence: ReportEvidence | None = strawberry.field(
        description="For staff only, until some time after it was resolved."
    )
    sender: Account | None = strawberry.field(description="Who wrote it; for staff only.")
    reporter: Account | None = strawberry.field(description="The account that reported it; for staff only.")
    reported_by: User | None = strawberry.field(description="Who of that account did; for staff only.")
    resolution: ReportResolution | None = strawberry.field(description="For staff only.")
    resolution_note: str | None = strawberry.field(description="For staff only.")


@strawberry.input
class ReportMessageInput:
    """A message of the other side's."""

    message_id: strawberry.ID
    reason: ReportReason
    note: str | None = strawberry.field(description="1 to 2,000 characters, for staff.", default=None)


@strawberry.type
class ReportMessageSuccess:
    """The report: of one account and message the first one stands."""

    report: Report


ReportMessageResult = Annotated[
    ReportMessageSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.Closed,
    strawberry.union("ReportMessageResult"),
]


@strawberry.input
class ResolveReportInput:
    """What staff found."""

    report_id: strawberry.ID
    resolution: ReportResolution
    note: str | None = strawberry.field(description="1 to 2,000 characters, for staff.", default=None)


@strawberry.type
class ResolveReportSuccess:
    """The report as it stands now."""

    report: Report


ResolveReportResult = Annotated[
    ResolveReportSuccess | problems.Forbidden | problems.NotFound | problems.InvalidInput | problems.Closed,
    strawberry.union("ResolveReportResult"),
]


async def all_reports(
    info: Info,
    first: First = None,
    after: After = None,
    is_open: Annotated[
        bool | None, strawberry.argument(name="open", description="False: resolved ones; null: all of them.")
    ] = True,
) -> lists.Page[reports.Report]:
    """What was reported."""
    return await queries.page(info.context.staff, is_open=is_open, first=first, after=after)


async def report_message(info: Info, input: ReportMessageInput) -> ReportMessageSuccess:
    """Report a message."""
    viewer, place = info.context.messenger, ids.parse_message(input.message_id, "messageId")
    report: Any = await actions.report(viewer, *place, reason=input.reason, note=input.note)
    return ReportMessageSuccess(report=report)


async def resolve_report(info: Info, input: ResolveReportInput) -> ResolveReportSuccess:
    """Resolve a report."""
    staff, key = info.context.staff, ids.parse("report", input.report_id, "reportId")
    await actions.resolve(staff, key, input.resolution, input.note)
    report: Any = await info.context.staff_loaders.reports.load(key)
    return ResolveReportSuccess(report=report)


@strawberry.type
class ReportMutations:
    """Reports."""

    report_message: ReportMessageResult = resolved(
        report_message, "Report what the other side wrote to the marketplace's staff; idempotent."
    )
    resolve_report: ResolveReportResult = resolved(resolve_report, "For staff: say what was found; idempotent.")


ReportConnection = Connection[Report]

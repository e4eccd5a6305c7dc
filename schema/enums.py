"""The domain's enums, made known to Strawberry here and used everywhere as the classes they are."""

import strawberry

from domain.errors import ProblemCode
from domain.exports import ExportFormat
from domain.feeding import Status
from domain.leads import LeadAction, LeadOrder
from domain.member_invitations import MemberInvitationStatus
from domain.outreach import ContactCost
from domain.queries.conversations import InboxFolder
from domain.queries.tabs import InboxTab
from domain.webhooks import EventKind
from models.accounts import AccountKind, AccountStatus, CreatorLevel, Metric, Programme
from models.audit import AuditAction, AuditActor
from models.bulk import BulkStatus, RecipientStatus
from models.catalog import ProductState
from models.conversations import EntryPoint
from models.invitations import InvitationStatus
from models.leads import LeadSource, LeadStatus
from models.messages import MessageKind
from models.notifications import NotificationKind
from models.partnerships import AgreementKind, ChangeStatus, PartnershipStatus
from models.reports import ReportReason, ReportResolution
from models.samples import SampleCancelReason, SampleStatus
from models.scheduled import ScheduledStatus
from models.teams import Permission
from models.webhooks import DeliveryStatus, WebhookStatus

ENUMS = {
    AccountKind: "Creators on one side, sellers and agencies on the other.",
    ContactCost: "What contact with a creator would cost.",
    AccountStatus: "Any but ACTIVE refuses all messaging.",
    BulkStatus: "Where a bulk message stands. WAITING goes on by itself, PAUSED when it is told to.",
    RecipientStatus: "What became of one creator. WAITING waits for the quota's refresh.",
    CreatorLevel: "By 30-day LIVE GMV, set once a month.",
    AgreementKind: "What a creator agrees to before it is linked.",
    ChangeStatus: "What became of a proposal to change a link.",
    EntryPoint: "From where a conversation was first started.",
    ExportFormat: "As what an export is written.",
    InvitationStatus: "What became of an invitation.",
    NotificationKind: "What a notification tells of.",
    PartnershipStatus: "Where a link stands. UNLINK_REQUESTED is still linked.",
    SampleCancelReason: "Why a sample was cancelled; a seller gives one of the first four.",
    SampleStatus: "Where a sample stands.",
    ScheduledStatus: "What became of a scheduled message.",
    AuditAction: "What was done.",
    AuditActor: "Who acted: a member of the account, the marketplace's staff or services, or Parley by itself.",
    LeadAction: "What a LIVE partner may do with a creator whom it talks with.",
    LeadOrder: "The newest request first, or the most followers: those whose followers are not known come last.",
    LeadSource: "How a creator came into a pool.",
    LeadStatus: "Where a partner stands with a lead, set by hand.",
    ReportReason: "Why a message was reported.",
    ReportResolution: "What staff found.",
    Metric: "A figure of an account. GMV and revenue are money, the others counts.",
    Status: "What became of a record that was fed.",
    MemberInvitationStatus: "Where an invitation to a team stands.",
    MessageKind: "What a message holds; a NOTICE has no sender.",
    Permission: "What a role may hold.",
    ProductState: "Whether a product is offered.",
    EventKind: "The types of events, as a webhook chooses among them.",
    WebhookStatus: "Whether a webhook is posted to. SUSPENDED goes on once it is resumed.",
    DeliveryStatus: "Whether a webhook has taken an event.",
    Programme: "What an agency may do: link creators (CAP, TAP), run campaigns (TAP).",
}

NAMES: dict[type, str] = {
    ChangeStatus: "PartnershipChangeStatus",
    RecipientStatus: "BulkRecipientStatus",
    Status: "IngestStatus",
}  # where the domain says it shorter


def register() -> None:
    """Let Strawberry know them; harmless to repeat."""
    for enum, description in ENUMS.items():
        strawberry.enum(enum, name=NAMES.get(enum), description=description)
    strawberry.enum(InboxFolder, description="The views of an inbox.")
    strawberry.enum(InboxTab, description="The tabs of a creator's inbox: conversations with shops, or with agencies.")
    strawberry.enum(ProblemCode, description="Why something was refused.")

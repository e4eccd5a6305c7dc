"""The leads pool and LIVE partners; what the platform feeds; invitations to teams; reports, the audit log, erasure."""

from models.operations import RecordedMigration, Statements

# What the platform lets a creator's partners see for a while (LEAD-4), as fed last.
LICENCES = [
    """
CREATE TABLE creator_licences (
    creator_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    contact VARCHAR(500),
    profile VARCHAR(4000),
    CONSTRAINT creator_licence_something CHECK (contact IS NOT NULL OR profile IS NOT NULL)
)""",
    """
CREATE TABLE live_dashboards (
    creator_id BIGINT NOT NULL REFERENCES accounts (id),
    external_id VARCHAR(100) NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ NOT NULL,
    gmv BIGINT NOT NULL CONSTRAINT live_dashboard_gmv CHECK (gmv >= 0),
    currency VARCHAR(3) NOT NULL,
    unique_viewers BIGINT NOT NULL CONSTRAINT live_dashboard_viewers CHECK (unique_viewers >= 0),
    orders BIGINT NOT NULL CONSTRAINT live_dashboard_orders CHECK (orders >= 0),
    PRIMARY KEY (creator_id, external_id),
    CONSTRAINT live_dashboard_times CHECK (ended_at >= started_at)
){keyed}""",
    """
CREATE TABLE live_partner_ranks (
    market VARCHAR(8) NOT NULL,
    partner_id BIGINT NOT NULL REFERENCES accounts (id),
    rank INTEGER NOT NULL CONSTRAINT live_partner_rank CHECK (rank >= 1),
    creators BIGINT CONSTRAINT live_partner_creators CHECK (creators >= 0),
    live_sessions BIGINT CONSTRAINT live_partner_sessions CHECK (live_sessions >= 0),
    live_gmv BIGINT CONSTRAINT live_partner_gmv CHECK (live_gmv >= 0),
    currency VARCHAR(3),
    PRIMARY KEY (market, partner_id),
    CONSTRAINT live_partner_currency CHECK ((live_gmv IS NULL) = (currency IS NULL))
){keyed}""",
]

# `level`, `followers` (-1: unknown) and `search_text` are the creator's, kept here so that a pool is read by its index.
LEADS = """
CREATE TABLE leads (
    id {identity},
    partner_id BIGINT NOT NULL REFERENCES accounts (id),
    creator_id BIGINT NOT NULL REFERENCES accounts (id),
    source VARCHAR(24) NOT NULL
        CONSTRAINT lead_source CHECK (source IN ('COLLABORATION_REQUEST', 'INSTANT_MESSAGE')),
    status VARCHAR(12) NOT NULL
        CONSTRAINT lead_status CHECK (status IN ('FOLLOW_UP', 'IN_PROGRESS', 'CONTACTED', 'INVALID')),
    requested_at TIMESTAMPTZ NOT NULL,
    note VARCHAR(2000) CONSTRAINT lead_note CHECK (note <> ''),
    contact_shared BOOLEAN NOT NULL,
    licensed_until TIMESTAMPTZ,
    licensed TEXT,
    level VARCHAR(10) NOT NULL,
    followers BIGINT NOT NULL CONSTRAINT lead_followers CHECK (followers >= -1),
    search_text TEXT NOT NULL,
    UNIQUE (partner_id, creator_id),
    CONSTRAINT lead_licence CHECK ((source = 'COLLABORATION_REQUEST') = (licensed_until IS NOT NULL)),
    CONSTRAINT lead_licensed CHECK (licensed IS NULL OR licensed_until IS NOT NULL)
)"""

TEAMS = """
CREATE TABLE member_invitations (
    id {identity},
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    email VARCHAR(254) NOT NULL,
    role_id BIGINT NOT NULL REFERENCES roles (id),
    invited_by_id BIGINT NOT NULL REFERENCES users (id),
    secret_hash {bytes} NOT NULL UNIQUE,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    accepted_at TIMESTAMPTZ,
    accepted_by_id BIGINT REFERENCES users (id),
    withdrawn_at TIMESTAMPTZ,
    CONSTRAINT member_invitation_accepted CHECK ((accepted_at IS NULL) = (accepted_by_id IS NULL)),
    CONSTRAINT member_invitation_once CHECK (accepted_at IS NULL OR withdrawn_at IS NULL)
)"""

# Evidence is what the message said when it was reported: for staff only, whatever becomes of the message (MSG-5).
STAFF = [
    """
CREATE TABLE abuse_reports (
    id {identity},
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    reported_by_id BIGINT NOT NULL REFERENCES users (id),
    sender_id BIGINT NOT NULL REFERENCES accounts (id),
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    sequence INTEGER NOT NULL,
    reason VARCHAR(20) NOT NULL CONSTRAINT abuse_report_reason CHECK (
        reason IN ('SPAM', 'HARASSMENT', 'SCAM', 'HATE', 'ADULT_CONTENT', 'OTHER')),
    note VARCHAR(2000) CONSTRAINT abuse_report_note CHECK (note <> ''),
    evidence TEXT,
    evidence_media_id BIGINT REFERENCES media (id),
    reported_at TIMESTAMPTZ NOT NULL,
    resolution VARCHAR(12) CONSTRAINT abuse_report_resolution CHECK (resolution IN ('UPHELD', 'DISMISSED')),
    resolution_note VARCHAR(2000),
    resolved_at TIMESTAMPTZ,
    UNIQUE (account_id, conversation_id, sequence),
    CONSTRAINT abuse_report_resolved CHECK ((resolution IS NULL) = (resolved_at IS NULL))
)""",
    # Appended to, never changed. `facts` are a JSON object of ids and states: never words of people.
    """
CREATE TABLE audit_entries (
    id {identity},
    at TIMESTAMPTZ NOT NULL,
    account_id BIGINT REFERENCES accounts (id),
    actor VARCHAR(8) NOT NULL CONSTRAINT audit_actor CHECK (actor IN ('MEMBER', 'STAFF', 'SERVICE', 'SYSTEM')),
    user_id BIGINT REFERENCES users (id),
    name VARCHAR(200),
    address VARCHAR(100),
    action VARCHAR(40) NOT NULL,
    subject VARCHAR(60),
    facts TEXT,
    CONSTRAINT audit_member CHECK ((actor = 'MEMBER') = (user_id IS NOT NULL))
)""",
]

# How far the erasure of an account has come: in which conversation, and up to which message of it.
ERASURES = """
CREATE TABLE erasures (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    begun_at TIMESTAMPTZ NOT NULL,
    reached_id BIGINT NOT NULL,
    reached_sequence INTEGER NOT NULL CONSTRAINT erasure_reached CHECK (reached_sequence >= 0),
    finished_at TIMESTAMPTZ
)"""

# The ids by which the platform knows what it feeds; what a person's account was erased for good at.
KNOWN = [
    "ALTER TABLE campaigns ADD COLUMN external_id VARCHAR(100)",
    "ALTER TABLE conversations ADD COLUMN external_id VARCHAR(100)",
    "ALTER TABLE accounts ADD COLUMN erased_at TIMESTAMPTZ",
]

INDEXES = [
    "CREATE UNIQUE INDEX campaigns_external ON campaigns (external_id) WHERE external_id IS NOT NULL",
    "CREATE UNIQUE INDEX conversations_external ON conversations (external_id) WHERE external_id IS NOT NULL",
    "CREATE INDEX live_partner_ranks_order ON live_partner_ranks (market, rank, partner_id)",
    "CREATE INDEX live_partner_ranks_partner ON live_partner_ranks (partner_id)",
    "CREATE INDEX live_dashboards_when ON live_dashboards (creator_id, started_at)",
    "CREATE INDEX leads_creator ON leads (creator_id)",
    """
CREATE INDEX leads_requests ON leads (creator_id, requested_at DESC, id DESC)
    WHERE source = 'COLLABORATION_REQUEST'""",
    "CREATE INDEX memberships_newest ON memberships (account_id, id DESC)",
    "DROP INDEX memberships_account",
    "CREATE INDEX member_invitations_account ON member_invitations (account_id, id DESC)",
    "CREATE INDEX member_invitations_role ON member_invitations (role_id)",
    "CREATE INDEX member_invitations_by ON member_invitations (invited_by_id)",
    "CREATE INDEX member_invitations_to ON member_invitations (accepted_by_id) WHERE accepted_by_id IS NOT NULL",
    "CREATE INDEX abuse_reports_open ON abuse_reports (id) WHERE resolved_at IS NULL",
    "CREATE INDEX abuse_reports_resolved ON abuse_reports (id) WHERE resolved_at IS NOT NULL",
    "CREATE INDEX abuse_reports_of ON abuse_reports (conversation_id, sequence)",
    "CREATE INDEX abuse_reports_sender ON abuse_reports (sender_id)",
    "CREATE INDEX abuse_reports_by ON abuse_reports (reported_by_id)",
    "CREATE INDEX abuse_reports_media ON abuse_reports (evidence_media_id) WHERE evidence_media_id IS NOT NULL",
    "CREATE INDEX audit_entries_account ON audit_entries (account_id, id DESC)",
    "CREATE INDEX audit_entries_user ON audit_entries (user_id) WHERE user_id IS NOT NULL",
]
# All that a pool is narrowed by lies in the index that it is walked by: what matches nothing is never looked up.
POOL_INDEXES = [
    ("leads_newest", "partner_id, requested_at DESC, id DESC", "level, followers, source, status, search_text"),
    ("leads_followers", "partner_id, followers DESC, id DESC", "level, source, status, search_text"),
    ("leads_status", "partner_id, status", "level, followers, source, search_text"),
]
HOLDING = {
    "sqlite": [f"CREATE INDEX {name} ON leads ({keys}, {held})" for name, keys, held in POOL_INDEXES],
    "postgres": [f"CREATE INDEX {name} ON leads ({keys}) INCLUDE ({held})" for name, keys, held in POOL_INDEXES],
}


class Migration(RecordedMigration):
    """Version 5."""

    dependencies = [("models", "house_0004")]
    operations = [
        Statements([*LICENCES, LEADS]),
        Statements([TEAMS, *STAFF, *KNOWN, ERASURES]),
        Statements(INDEXES, sqlite=HOLDING["sqlite"], postgres=HOLDING["postgres"]),
    ]

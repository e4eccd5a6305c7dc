"""Target collaborations and invitations; partnerships; samples; media; notifications; work that is due."""

from models.operations import RecordedMigration, Statements

INVITATIONS = [
    """
CREATE TABLE target_collaborations (
    id {identity},
    seller_id BIGINT NOT NULL REFERENCES accounts (id),
    name VARCHAR(100) NOT NULL CONSTRAINT target_collaboration_name CHECK (name <> ''),
    search_text TEXT NOT NULL,
    message VARCHAR(2000),
    ends_at TIMESTAMPTZ NOT NULL,
    free_sample BOOLEAN NOT NULL,
    auto_approve_samples BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
)""",
    """
CREATE TABLE target_collaboration_products (
    collaboration_id BIGINT NOT NULL REFERENCES target_collaborations (id),
    place SMALLINT NOT NULL CONSTRAINT target_product_place CHECK (place >= 0),
    product_id BIGINT NOT NULL REFERENCES products (id),
    commission INTEGER NOT NULL CONSTRAINT target_product_commission CHECK (commission BETWEEN 0 AND 10000),
    PRIMARY KEY (collaboration_id, place),
    UNIQUE (collaboration_id, product_id)
){keyed}""",
    """
CREATE TABLE invitations (
    id {identity},
    collaboration_id BIGINT NOT NULL REFERENCES target_collaborations (id),
    seller_id BIGINT NOT NULL REFERENCES accounts (id),
    creator_id BIGINT NOT NULL REFERENCES accounts (id),
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    sequence INTEGER NOT NULL,
    client_mutation_id VARCHAR(100),
    status VARCHAR(12) NOT NULL
        CONSTRAINT invitation_status CHECK (status IN ('PENDING', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'WITHDRAWN')),
    sent_at TIMESTAMPTZ NOT NULL,
    answered_at TIMESTAMPTZ,
    UNIQUE (collaboration_id, creator_id)
)""",
    "ALTER TABLE showcase_entries ADD COLUMN invitation_id BIGINT",
]

PARTNERSHIPS = [
    """
CREATE TABLE partnerships (
    id {identity},
    agency_id BIGINT NOT NULL REFERENCES accounts (id),
    creator_id BIGINT NOT NULL REFERENCES accounts (id),
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    sequence INTEGER NOT NULL,
    programme VARCHAR(3) NOT NULL CONSTRAINT partnership_programme CHECK (programme IN ('CAP', 'TAP')),
    status VARCHAR(20) NOT NULL CONSTRAINT partnership_status CHECK (status IN (
        'REQUESTED', 'LINKED', 'DECLINED', 'REQUEST_EXPIRED', 'WITHDRAWN', 'UNLINK_REQUESTED', 'UNLINKED',
        'LINK_EXPIRED')),
    commission INTEGER NOT NULL CONSTRAINT partnership_commission CHECK (commission BETWEEN 0 AND 10000),
    ends_at TIMESTAMPTZ NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    answered_at TIMESTAMPTZ,
    linked_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    unlink_requests SMALLINT NOT NULL CONSTRAINT partnership_unlink_requests CHECK (unlink_requests >= 0),
    unlink_due_at TIMESTAMPTZ
)""",
    """
CREATE TABLE agreements (
    partnership_id BIGINT NOT NULL REFERENCES partnerships (id),
    place SMALLINT NOT NULL CONSTRAINT agreement_place CHECK (place > 0),
    kind VARCHAR(20) NOT NULL,
    version VARCHAR(40) NOT NULL,
    text TEXT NOT NULL,
    accepted_at TIMESTAMPTZ,
    accepted_by_id BIGINT REFERENCES users (id),
    PRIMARY KEY (partnership_id, place),
    CONSTRAINT agreement_accepted CHECK ((accepted_at IS NULL) = (accepted_by_id IS NULL))
){keyed}""",
    """
CREATE TABLE partnership_changes (
    id {identity},
    partnership_id BIGINT NOT NULL REFERENCES partnerships (id),
    status VARCHAR(12) NOT NULL CONSTRAINT partnership_change_status CHECK (
        status IN ('PROPOSED', 'ACCEPTED', 'DECLINED', 'EXPIRED')),
    commission INTEGER CONSTRAINT partnership_change_commission CHECK (commission BETWEEN 0 AND 10000),
    ends_at TIMESTAMPTZ,
    previous_commission INTEGER NOT NULL,
    previous_ends_at TIMESTAMPTZ NOT NULL,
    proposed_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    answered_at TIMESTAMPTZ,
    CONSTRAINT partnership_change_one CHECK ((commission IS NULL) <> (ends_at IS NULL))
)""",
    """
CREATE TABLE link_days (
    agency_id BIGINT NOT NULL REFERENCES accounts (id),
    day TIMESTAMPTZ NOT NULL,
    sent INTEGER NOT NULL CONSTRAINT link_day_sent CHECK (sent >= 0),
    PRIMARY KEY (agency_id, day)
){keyed}""",
]

SAMPLES = """
CREATE TABLE samples (
    id {identity},
    product_id BIGINT NOT NULL REFERENCES products (id),
    product_title VARCHAR(200) NOT NULL,
    creator_id BIGINT NOT NULL REFERENCES accounts (id),
    seller_id BIGINT NOT NULL REFERENCES accounts (id),
    invitation_id BIGINT REFERENCES invitations (id),
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    sequence INTEGER NOT NULL,
    status VARCHAR(20) NOT NULL CONSTRAINT sample_status CHECK (status IN (
        'TO_REVIEW', 'TO_SHIP', 'SHIPPED', 'CONTENT_PENDING', 'COMPLETED', 'CANCELLED')),
    cancel_reason VARCHAR(20),
    requested_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ,
    address TEXT,
    carrier VARCHAR(100),
    tracking_number VARCHAR(100),
    content_url VARCHAR(2000),
    shipped_at TIMESTAMPTZ,
    received_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    CONSTRAINT sample_cancelled CHECK ((status = 'CANCELLED') = (cancel_reason IS NOT NULL)),
    CONSTRAINT sample_open CHECK ((status IN ('COMPLETED', 'CANCELLED')) = (due_at IS NULL)),
    CONSTRAINT sample_address CHECK (address IS NULL OR status NOT IN ('COMPLETED', 'CANCELLED'))
)"""

# A file is one message's: what is recalled with that is gone for good. `name` is the one it is stored under.
MEDIA = """
CREATE TABLE media (
    id {identity},
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    uploaded_by_id BIGINT NOT NULL REFERENCES users (id),
    name VARCHAR(64) NOT NULL UNIQUE,
    content_type VARCHAR(40) NOT NULL,
    size INTEGER NOT NULL CONSTRAINT media_size CHECK (size > 0),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    animated BOOLEAN NOT NULL,
    uploaded_at TIMESTAMPTZ NOT NULL,
    conversation_id BIGINT,
    sequence INTEGER,
    deleted_at TIMESTAMPTZ,
    UNIQUE (conversation_id, sequence),
    CONSTRAINT media_message CHECK ((conversation_id IS NULL) = (sequence IS NULL))
)"""

NOTIFICATIONS = """
CREATE TABLE notifications (
    id {identity},
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    kind VARCHAR(40) NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ,
    other_id BIGINT REFERENCES accounts (id),
    subject_id BIGINT
)"""

# One row for what must happen to something at a time; whoever takes the row away has made it happen.
DUE_WORK = """
CREATE TABLE due_work (
    kind VARCHAR(40) NOT NULL,
    subject_id BIGINT NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    claimed_until TIMESTAMPTZ,
    attempts SMALLINT NOT NULL CONSTRAINT due_work_attempts CHECK (attempts >= 0),
    PRIMARY KEY (kind, subject_id)
){keyed}"""

LINKED = "status IN ('LINKED', 'UNLINK_REQUESTED')"
OPEN = "status IN ('REQUESTED', 'LINKED', 'UNLINK_REQUESTED')"
PROPOSED = "status = 'PROPOSED'"
OPEN_SAMPLE = "status NOT IN ('COMPLETED', 'CANCELLED')"

INDEXES = [
    "CREATE INDEX target_collaborations_seller ON target_collaborations (seller_id, id DESC)",
    "CREATE INDEX target_collaboration_products_product ON target_collaboration_products (product_id)",
    "CREATE INDEX invitations_seller ON invitations (seller_id, id DESC)",
    "CREATE INDEX invitations_creator ON invitations (creator_id, id DESC)",
    "CREATE INDEX invitations_conversation ON invitations (conversation_id)",
    "CREATE INDEX showcase_entries_invitation ON showcase_entries (invitation_id) WHERE invitation_id IS NOT NULL",
    "CREATE INDEX showcase_entries_campaign ON showcase_entries (campaign_id) WHERE campaign_id IS NOT NULL",
    "CREATE INDEX partnerships_agency ON partnerships (agency_id, id DESC)",
    "CREATE INDEX partnerships_creator ON partnerships (creator_id, id DESC)",
    "CREATE INDEX partnerships_conversation ON partnerships (conversation_id, id DESC)",
    f"CREATE UNIQUE INDEX partnerships_one_cap ON partnerships (creator_id) WHERE programme = 'CAP' AND {LINKED}",
    f"CREATE UNIQUE INDEX partnerships_one_open ON partnerships (agency_id, creator_id) WHERE {OPEN}",
    "CREATE INDEX agreements_accepted_by ON agreements (accepted_by_id) WHERE accepted_by_id IS NOT NULL",
    "CREATE INDEX partnership_changes_partnership ON partnership_changes (partnership_id, id DESC)",
    f"CREATE UNIQUE INDEX partnership_changes_one_open ON partnership_changes (partnership_id) WHERE {PROPOSED}",
    f"CREATE UNIQUE INDEX samples_one_open ON samples (creator_id, product_id) WHERE {OPEN_SAMPLE}",
    "CREATE INDEX samples_creator ON samples (creator_id, id DESC)",
    "CREATE INDEX samples_seller ON samples (seller_id, id DESC)",
    "CREATE INDEX samples_product ON samples (product_id, creator_id, id DESC)",
    "CREATE INDEX samples_conversation ON samples (conversation_id)",
    "CREATE INDEX samples_invitation ON samples (invitation_id) WHERE invitation_id IS NOT NULL",
    "CREATE INDEX media_account ON media (account_id)",
    "CREATE INDEX media_uploaded_by ON media (uploaded_by_id)",
    "CREATE INDEX notifications_account ON notifications (account_id, id DESC)",
    "CREATE INDEX notifications_unread ON notifications (account_id, id) WHERE read_at IS NULL",
    "CREATE INDEX notifications_other ON notifications (other_id) WHERE other_id IS NOT NULL",
    "CREATE INDEX due_work_when ON due_work (due_at)",
]


class Migration(RecordedMigration):
    """Version 3."""

    dependencies = [("models", "house_0002")]
    operations = [
        Statements(INVITATIONS),
        Statements(PARTNERSHIPS),
        Statements([SAMPLES, MEDIA, NOTIFICATIONS, DUE_WORK]),
        Statements(INDEXES),
    ]

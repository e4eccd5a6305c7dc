"""The first floors: accounts, teams, pairs and conversations, messages, the feed."""

from models.operations import RecordedMigration, Statements

ACCOUNTS = """
CREATE TABLE accounts (
    id {identity},
    external_id VARCHAR(100) UNIQUE,
    kind VARCHAR(10) NOT NULL CONSTRAINT account_kind CHECK (kind IN ('CREATOR', 'SELLER', 'AGENCY')),
    handle VARCHAR(40) NOT NULL UNIQUE CONSTRAINT account_handle CHECK (handle = lower(handle) AND handle <> ''),
    name VARCHAR(100) NOT NULL,
    avatar_url VARCHAR(500),
    home_market VARCHAR(8) NOT NULL,
    markets VARCHAR(500) NOT NULL,
    category VARCHAR(60),
    status VARCHAR(12) NOT NULL CONSTRAINT account_status CHECK (status IN ('ACTIVE', 'DEACTIVATED', 'SHUT_DOWN')),
    status_reason VARCHAR(500),
    level VARCHAR(10) NOT NULL,
    verified BOOLEAN NOT NULL,
    programmes VARCHAR(10) NOT NULL,
    live_partner BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT account_market CHECK (' ' || markets || ' ' LIKE '% ' || home_market || ' %'),
    CONSTRAINT account_programmes CHECK (
        (kind = 'AGENCY' AND programmes IN ('CAP', 'TAP', 'CAP TAP')) OR (kind <> 'AGENCY' AND programmes = '')),
    CONSTRAINT account_live_partner CHECK (kind <> 'CREATOR' OR NOT live_partner),
    CONSTRAINT account_verified CHECK (kind = 'AGENCY' OR NOT verified),
    CONSTRAINT account_level CHECK (kind = 'CREATOR' OR level = 'NONE')
)"""

STATISTICS = """
CREATE TABLE statistics (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    metric VARCHAR(24) NOT NULL,
    taken_at TIMESTAMPTZ NOT NULL,
    value BIGINT NOT NULL CONSTRAINT statistic_value CHECK (value >= 0),
    currency VARCHAR(3),
    PRIMARY KEY (account_id, metric, taken_at),
    CONSTRAINT statistic_currency CHECK (
        (metric IN ('AFFILIATE_GMV_30D', 'LIVE_GMV_30D', 'REVENUE')) = (currency IS NOT NULL))
){keyed}"""

USERS = """
CREATE TABLE users (
    id {identity},
    handle VARCHAR(40) NOT NULL UNIQUE CONSTRAINT user_handle CHECK (handle = lower(handle) AND handle <> ''),
    name VARCHAR(100) NOT NULL,
    password_hash VARCHAR(200),
    issuer VARCHAR(300),
    subject VARCHAR(200),
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (issuer, subject),
    CONSTRAINT user_subject CHECK ((issuer IS NULL) = (subject IS NULL))
)"""

ROLES = """
CREATE TABLE roles (
    id {identity},
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    name VARCHAR(60) NOT NULL,
    permissions SMALLINT NOT NULL CONSTRAINT role_permissions CHECK (permissions BETWEEN 0 AND 31),
    is_owner BOOLEAN NOT NULL,
    UNIQUE (account_id, name),
    CONSTRAINT role_owner CHECK (NOT is_owner OR permissions = 31)
)"""

MEMBERSHIPS = """
CREATE TABLE memberships (
    id {identity},
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    role_id BIGINT NOT NULL REFERENCES roles (id),
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (user_id, account_id)
)"""

PAIRS = """
CREATE TABLE pairs (
    id {identity},
    creator_id BIGINT NOT NULL REFERENCES accounts (id),
    partner_id BIGINT NOT NULL REFERENCES accounts (id),
    last_sequence INTEGER NOT NULL CONSTRAINT pair_last_sequence CHECK (last_sequence >= 0),
    creator_blocked_at TIMESTAMPTZ,
    partner_blocked_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (creator_id, partner_id),
    CONSTRAINT pair_two CHECK (creator_id <> partner_id)
)"""

CONVERSATIONS = """
CREATE TABLE conversations (
    id BIGINT PRIMARY KEY REFERENCES pairs (id),
    started_by_id BIGINT NOT NULL REFERENCES accounts (id),
    entry_point VARCHAR(30) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
)"""

SIDES = """
CREATE TABLE sides (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    counterpart_id BIGINT NOT NULL REFERENCES accounts (id),
    visible BOOLEAN NOT NULL,
    last_activity_at TIMESTAMPTZ NOT NULL,
    unread BOOLEAN NOT NULL,
    unread_count INTEGER NOT NULL CONSTRAINT side_unread_count CHECK (unread_count >= 0),
    unreplied BOOLEAN NOT NULL,
    starred BOOLEAN NOT NULL,
    archived BOOLEAN NOT NULL,
    has_written BOOLEAN NOT NULL,
    was_written_to BOOLEAN NOT NULL,
    read_up_to INTEGER NOT NULL,
    read_by_counterpart_up_to INTEGER NOT NULL,
    PRIMARY KEY (account_id, conversation_id),
    CONSTRAINT side_unread CHECK (unread OR unread_count = 0)
){keyed}"""

# The tables that every send appends to (messages, client_messages, feed_entries) have no foreign keys: each would write
# a lock onto a row of accounts or users per message. The send holds the pair's row, and accounts are never deleted.
MESSAGES = """
CREATE TABLE messages (
    conversation_id BIGINT NOT NULL,
    sequence INTEGER NOT NULL CONSTRAINT message_sequence CHECK (sequence > 0),
    sender_id BIGINT,
    sent_by_id BIGINT,
    kind VARCHAR(20) NOT NULL,
    text VARCHAR(2000),
    client_message_id VARCHAR(100),
    sent_at TIMESTAMPTZ NOT NULL,
    recalled_at TIMESTAMPTZ,
    PRIMARY KEY (conversation_id, sequence),
    CONSTRAINT message_sender CHECK ((kind = 'NOTICE') = (sender_id IS NULL)),
    CONSTRAINT message_text CHECK (kind <> 'TEXT' OR text IS NOT NULL OR recalled_at IS NOT NULL)
){keyed}"""

CLIENT_MESSAGES = """
CREATE TABLE client_messages (
    account_id BIGINT NOT NULL,
    client_message_id VARCHAR(100) NOT NULL,
    conversation_id BIGINT NOT NULL,
    sequence INTEGER NOT NULL,
    content_hash {bytes} NOT NULL,
    PRIMARY KEY (account_id, client_message_id)
){keyed}"""

FEED = [
    """
CREATE TABLE feed_heads (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    position BIGINT NOT NULL CONSTRAINT feed_head_position CHECK (position >= 0)
)""",
    """
CREATE TABLE feed_epochs (
    id INTEGER PRIMARY KEY CONSTRAINT feed_epoch_one CHECK (id = 1),
    epoch VARCHAR(16) NOT NULL,
    identity VARCHAR(200) NOT NULL
)""",
]

# The entries are trimmed by age (docs/decisions/feed-retention.md): PostgreSQL drops whole weeks, so they are
# partitions; SQLite deletes in insertion order, which is its hidden rowid's, so the table has one.
FEED_ENTRIES = """
CREATE TABLE feed_entries (
    account_id BIGINT NOT NULL,
    position BIGINT NOT NULL CONSTRAINT feed_entry_position CHECK (position > 0),
    at TIMESTAMPTZ NOT NULL,
    kind VARCHAR(30) NOT NULL,
    pair_id BIGINT,
    sequence INTEGER,
    facts TEXT,
    PRIMARY KEY ({key})
){partitions}"""

# Each folder of the inbox has the index that serves its page and its count. Their WHERE is repeated, word for word,
# in domain.queries.conversations: that is what lets the planner use them.
FOLDERS = {
    "messages": "visible AND NOT archived",
    "unread": "visible AND NOT archived AND unread",
    "unreplied": "visible AND NOT archived AND unreplied",
    "starred": "visible AND starred",
    "archived": "visible AND archived",
    "new_connections": "visible AND NOT archived AND was_written_to AND NOT has_written",
}

INDEXES = [
    *(
        f"CREATE INDEX sides_{folder} ON sides (account_id, last_activity_at DESC, conversation_id DESC) WHERE {rows}"
        for folder, rows in FOLDERS.items()
    ),
    "CREATE UNIQUE INDEX roles_one_owner_role ON roles (account_id) WHERE is_owner",
    "CREATE INDEX memberships_account ON memberships (account_id)",
    "CREATE INDEX memberships_role ON memberships (role_id)",
    "CREATE INDEX pairs_partner ON pairs (partner_id)",
    "CREATE INDEX sides_conversation ON sides (conversation_id)",
]


class Migration(RecordedMigration):
    """Version 1."""

    initial = True
    operations = [
        Statements(
            [ACCOUNTS, STATISTICS, USERS, ROLES, MEMBERSHIPS, PAIRS, CONVERSATIONS, SIDES, MESSAGES, CLIENT_MESSAGES]
        ),
        Statements(FEED),
        Statements(
            sqlite=[FEED_ENTRIES.format(key="account_id, position", partitions="")],
            postgres=[
                FEED_ENTRIES.format(key="account_id, position, at", partitions=" PARTITION BY RANGE (at)"),
                "CREATE TABLE feed_entries_other PARTITION OF feed_entries DEFAULT",
            ],
        ),
        Statements(INDEXES),
    ]

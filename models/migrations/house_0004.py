"""Outreach: limits, weeks and packs; find creators; bulk, scheduled and saved messages; notes; levels."""

from models.operations import RecordedMigration, Statements

# On the row of the pair, which every send locks: what the limits of outreach decide on (OUT-1 to OUT-4).
PAIRS = [
    "ALTER TABLE pairs ADD COLUMN connected BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE pairs ADD COLUMN linked_until TIMESTAMPTZ",
    "ALTER TABLE pairs ADD COLUMN awaiting INTEGER NOT NULL DEFAULT 0 CONSTRAINT pair_awaiting CHECK (awaiting >= 0)",
    "ALTER TABLE pairs ADD COLUMN awaiting_month TIMESTAMPTZ",
    "ALTER TABLE pairs ADD COLUMN contacted_week TIMESTAMPTZ",
]
# What was before this version counts as the rules would have counted it: who ever wrote, answered, or holds a product.
BEFORE = [
    """
UPDATE pairs SET linked_until = (
    SELECT max(CASE WHEN l.unlink_requests > 1 AND l.unlink_due_at < l.ends_at THEN l.unlink_due_at ELSE l.ends_at END)
    FROM partnerships l WHERE l.conversation_id = pairs.id AND l.status IN ('LINKED', 'UNLINK_REQUESTED'))""",
    """
UPDATE pairs SET connected = TRUE
WHERE EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = pairs.id AND m.sender_id = pairs.creator_id)
    OR EXISTS (
        SELECT 1 FROM invitations i
        WHERE i.conversation_id = pairs.id AND i.answered_at IS NOT NULL)
    OR EXISTS (
        SELECT 1 FROM partnerships l
        WHERE l.conversation_id = pairs.id AND l.answered_at IS NOT NULL)
    OR EXISTS (
        SELECT 1 FROM showcase_entries e JOIN products p ON p.id = e.product_id
        WHERE e.creator_id = pairs.creator_id AND p.seller_id = pairs.partner_id)""",
    """
INSERT INTO pairs (creator_id, partner_id, last_sequence, created_at, connected)
SELECT e.creator_id, p.seller_id, 0, min(e.added_at), TRUE
FROM showcase_entries e JOIN products p ON p.id = e.product_id
WHERE NOT EXISTS (SELECT 1 FROM pairs o WHERE o.creator_id = e.creator_id AND o.partner_id = p.seller_id)
GROUP BY e.creator_id, p.seller_id""",
    # A seller's messages since the creator last wrote or answered. An agency begins its month anew.
    """
UPDATE pairs SET awaiting = (
    SELECT count(*) FROM (
        SELECT 1 FROM messages m
        WHERE m.conversation_id = pairs.id AND m.sender_id = pairs.partner_id
            AND m.sequence > coalesce((
                SELECT max(c.sequence) FROM messages c
                WHERE c.conversation_id = pairs.id AND c.sender_id = pairs.creator_id), 0)
            AND NOT EXISTS (
                SELECT 1 FROM invitations i
                WHERE i.conversation_id = pairs.id AND i.answered_at >= m.sent_at)
        LIMIT 1000) AS unanswered)
WHERE partner_id IN (SELECT id FROM accounts WHERE kind = 'SELLER')""",
]

VIDEOS = """
CREATE TABLE video_products (
    external_id VARCHAR(100) NOT NULL,
    product_id BIGINT NOT NULL REFERENCES products (id),
    creator_id BIGINT NOT NULL REFERENCES accounts (id),
    published_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (external_id, product_id)
){keyed}"""

QUOTAS = [
    """
CREATE TABLE outreach_weeks (
    id {identity},
    seller_id BIGINT NOT NULL REFERENCES accounts (id),
    week_start TIMESTAMPTZ NOT NULL,
    tier VARCHAR(2) NOT NULL CONSTRAINT outreach_week_tier CHECK (tier IN ('T0', 'T1', 'T2', 'T3')),
    weekly_limit INTEGER CONSTRAINT outreach_week_limit CHECK (weekly_limit >= 0),
    pack_open BOOLEAN NOT NULL,
    spent INTEGER NOT NULL CONSTRAINT outreach_week_spent CHECK (spent >= 0),
    contacted INTEGER NOT NULL CONSTRAINT outreach_week_contacted CHECK (contacted >= spent),
    UNIQUE (seller_id, week_start)
)""",
    """
CREATE TABLE outreach_contacts (
    week_id BIGINT NOT NULL REFERENCES outreach_weeks (id),
    creator_id BIGINT NOT NULL,
    contacted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (week_id, creator_id)
){keyed}""",
    """
CREATE TABLE starter_packs (
    seller_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    spent INTEGER NOT NULL CONSTRAINT starter_pack_spent CHECK (spent >= 0)
)""",
]

# The latest of the figures that lists are filtered by: statistics keep every one that was ever fed.
FIGURES = [
    """
CREATE TABLE latest_figures (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    followers BIGINT,
    followers_taken_at TIMESTAMPTZ,
    affiliate_gmv BIGINT,
    affiliate_gmv_currency VARCHAR(3),
    affiliate_gmv_taken_at TIMESTAMPTZ
)""",
    """
INSERT INTO latest_figures (account_id, followers, followers_taken_at, affiliate_gmv, affiliate_gmv_currency,
    affiliate_gmv_taken_at)
SELECT a.id, f.value, f.taken_at, g.value, g.currency, g.taken_at
FROM accounts a
LEFT JOIN statistics f ON f.account_id = a.id AND f.metric = 'FOLLOWERS' AND f.taken_at = (
    SELECT max(taken_at) FROM statistics WHERE account_id = a.id AND metric = 'FOLLOWERS')
LEFT JOIN statistics g ON g.account_id = a.id AND g.metric = 'AFFILIATE_GMV_30D' AND g.taken_at = (
    SELECT max(taken_at) FROM statistics WHERE account_id = a.id AND metric = 'AFFILIATE_GMV_30D')
WHERE f.account_id IS NOT NULL OR g.account_id IS NOT NULL""",
    # Empty until it was made by what makes it of a name: `python -m app migrate` does.
    "ALTER TABLE accounts ADD COLUMN search_text TEXT NOT NULL DEFAULT ''",
]

SAVED_REPLIES = """
CREATE TABLE saved_replies (
    id {identity},
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    name VARCHAR(100) NOT NULL CONSTRAINT saved_reply_name CHECK (name <> ''),
    search_text TEXT NOT NULL,
    text VARCHAR(2000) NOT NULL CONSTRAINT saved_reply_text CHECK (text <> ''),
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ
)"""

SCHEDULED = """
CREATE TABLE scheduled_messages (
    id {identity},
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    created_by_id BIGINT NOT NULL REFERENCES users (id),
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    content TEXT NOT NULL,
    send_at TIMESTAMPTZ NOT NULL,
    status VARCHAR(12) NOT NULL
        CONSTRAINT scheduled_status CHECK (status IN ('SCHEDULED', 'SENT', 'REFUSED', 'CANCELLED')),
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    sequence INTEGER,
    problem_code VARCHAR(30),
    problem_detail VARCHAR(500),
    problem_facts TEXT,
    CONSTRAINT scheduled_sent CHECK ((status = 'SENT') = (sequence IS NOT NULL))
)"""

BULK = [
    """
CREATE TABLE bulk_messages (
    id {identity},
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    created_by_id BIGINT NOT NULL REFERENCES users (id),
    collaboration_id BIGINT REFERENCES target_collaborations (id),
    content TEXT,
    media_id BIGINT REFERENCES media (id),
    auto_resume BOOLEAN NOT NULL,
    status VARCHAR(12) NOT NULL CONSTRAINT bulk_status CHECK (
        status IN ('RUNNING', 'WAITING', 'PAUSED', 'FINISHED', 'CANCELLED')),
    resumes_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    told_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    CONSTRAINT bulk_what CHECK ((collaboration_id IS NULL) <> (content IS NULL)),
    CONSTRAINT bulk_waiting CHECK (resumes_at IS NULL OR status IN ('WAITING', 'PAUSED')),
    CONSTRAINT bulk_finished CHECK ((status IN ('FINISHED', 'CANCELLED')) = (finished_at IS NOT NULL))
)""",
    """
CREATE TABLE bulk_recipients (
    bulk_id BIGINT NOT NULL REFERENCES bulk_messages (id),
    place INTEGER NOT NULL CONSTRAINT bulk_recipient_place CHECK (place >= 0),
    creator_id BIGINT NOT NULL REFERENCES accounts (id),
    partner_id BIGINT NOT NULL REFERENCES accounts (id),
    status VARCHAR(12) NOT NULL CONSTRAINT bulk_recipient_status CHECK (
        status IN ('PENDING', 'WAITING', 'SENT', 'SKIPPED', 'REFUSED')),
    text VARCHAR(2000),
    problem_code VARCHAR(30),
    problem_detail VARCHAR(500),
    problem_facts VARCHAR(200),
    retry_at TIMESTAMPTZ,
    conversation_id BIGINT,
    sequence INTEGER,
    PRIMARY KEY (bulk_id, place),
    UNIQUE (bulk_id, creator_id),
    CONSTRAINT bulk_recipient_sent CHECK ((status = 'SENT') = (sequence IS NOT NULL))
){keyed}""",
    # One photo of a bulk message stands in many messages: each has a row, all read the bytes of the first.
    "ALTER TABLE media ADD COLUMN bytes_of_id BIGINT REFERENCES media (id)",
]

NOTES = [
    """
CREATE TABLE creator_notes (
    id {identity},
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    creator_id BIGINT NOT NULL REFERENCES accounts (id),
    written_by_id BIGINT NOT NULL REFERENCES users (id),
    text VARCHAR(2000) NOT NULL CONSTRAINT creator_note_text CHECK (text <> ''),
    written_at TIMESTAMPTZ NOT NULL
)""",
    """
CREATE TABLE creator_labels (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    creator_id BIGINT NOT NULL REFERENCES accounts (id),
    label VARCHAR(40) NOT NULL CONSTRAINT creator_label CHECK (label <> ''),
    PRIMARY KEY (account_id, creator_id, label)
){keyed}""",
    "ALTER TABLE sides ADD COLUMN assignee_id BIGINT REFERENCES users (id)",
]

LEVELS = [
    """
CREATE TABLE level_refreshes (
    id {identity},
    market VARCHAR(8) NOT NULL UNIQUE,
    refreshes_at TIMESTAMPTZ NOT NULL,
    reached_id BIGINT NOT NULL
)""",
    """
CREATE TABLE creator_levels (
    creator_id BIGINT NOT NULL REFERENCES accounts (id),
    set_at TIMESTAMPTZ NOT NULL,
    level VARCHAR(10) NOT NULL,
    PRIMARY KEY (creator_id, set_at)
){keyed}""",
]

UNDECIDED = "status IN ('PENDING', 'WAITING')"
INDEXES = [
    "CREATE INDEX video_products_creator ON video_products (creator_id)",
    "CREATE INDEX video_products_product ON video_products (product_id)",
    "CREATE INDEX outreach_weeks_seller ON outreach_weeks (seller_id, id DESC)",
    """CREATE INDEX outreach_contacts_when ON outreach_contacts (
        week_id, contacted_at DESC, creator_id DESC)""",
    "CREATE INDEX accounts_creators ON accounts (id DESC) WHERE kind = 'CREATOR'",
    "CREATE INDEX accounts_creators_of ON accounts (home_market, id) WHERE kind = 'CREATOR'",
    "CREATE INDEX accounts_not_searchable ON accounts (id) WHERE search_text = ''",
    "CREATE INDEX saved_replies_account ON saved_replies (account_id, id DESC) WHERE deleted_at IS NULL",
    "CREATE INDEX scheduled_messages_account ON scheduled_messages (account_id, id DESC)",
    """CREATE INDEX scheduled_messages_open ON scheduled_messages (conversation_id, account_id)
        WHERE status = 'SCHEDULED'""",
    "CREATE INDEX scheduled_messages_waiting ON scheduled_messages (account_id, id) WHERE status = 'SCHEDULED'",
    """CREATE INDEX scheduled_messages_sent ON scheduled_messages (conversation_id, sequence)
        WHERE sequence IS NOT NULL""",
    "CREATE INDEX scheduled_messages_by ON scheduled_messages (created_by_id)",
    "CREATE INDEX bulk_messages_account ON bulk_messages (account_id, id DESC)",
    "CREATE INDEX bulk_messages_by ON bulk_messages (created_by_id)",
    "CREATE INDEX bulk_messages_collaboration ON bulk_messages (collaboration_id) WHERE collaboration_id IS NOT NULL",
    "CREATE INDEX bulk_messages_media ON bulk_messages (media_id) WHERE media_id IS NOT NULL",
    f"CREATE INDEX bulk_recipients_undecided ON bulk_recipients (creator_id, partner_id) WHERE {UNDECIDED}",
    """CREATE INDEX bulk_recipients_sent ON bulk_recipients (conversation_id, sequence)
        WHERE sequence IS NOT NULL""",
    "CREATE INDEX bulk_recipients_creator ON bulk_recipients (creator_id)",
    "CREATE INDEX bulk_recipients_partner ON bulk_recipients (partner_id)",
    f"CREATE INDEX bulk_recipients_next ON bulk_recipients (bulk_id, status, place) WHERE {UNDECIDED}",
    "CREATE INDEX media_bytes_of ON media (bytes_of_id) WHERE bytes_of_id IS NOT NULL",
    "CREATE INDEX creator_notes_of ON creator_notes (account_id, creator_id, id DESC)",
    "CREATE INDEX creator_notes_creator ON creator_notes (creator_id)",
    "CREATE INDEX creator_notes_by ON creator_notes (written_by_id)",
    "CREATE INDEX creator_labels_label ON creator_labels (account_id, label, creator_id)",
    "CREATE INDEX creator_labels_creator ON creator_labels (creator_id)",
    "CREATE INDEX sides_assignee ON sides (account_id, assignee_id) WHERE assignee_id IS NOT NULL",
    "CREATE INDEX sides_assigned_to ON sides (assignee_id) WHERE assignee_id IS NOT NULL",
    "CREATE INDEX sides_counterpart ON sides (account_id, counterpart_id)",
]


class Migration(RecordedMigration):
    """Version 4."""

    dependencies = [("models", "house_0003")]
    operations = [
        Statements([*PAIRS, *BEFORE, VIDEOS, *QUOTAS, *FIGURES]),
        Statements([SAVED_REPLIES, SCHEDULED, *BULK]),
        Statements([*NOTES, *LEVELS]),
        Statements(INDEXES),
    ]

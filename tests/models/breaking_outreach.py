"""How to break what the fourth migration holds; and a row of each of its tables, for there to be something to break."""

from tests.models.breaking import NOBODY, NOW, foreign

MAYA, ACME = "(SELECT id FROM accounts WHERE handle = 'maya')", "(SELECT id FROM accounts WHERE handle = 'acme')"
USER = "(SELECT id FROM users WHERE handle = 'acme')"
PRODUCT, TARGET = "(SELECT min(id) FROM products)", "(SELECT min(id) FROM target_collaborations)"
CONVERSATION = f"(SELECT id FROM pairs WHERE creator_id = {MAYA} AND partner_id = {ACME})"
BULK, WEEK = "(SELECT min(id) FROM bulk_messages)", "(SELECT min(id) FROM outreach_weeks)"

# What is there already, because something that was done before has written it, serves as well.
ROWS = [
    f"INSERT INTO {table} VALUES ({values}) ON CONFLICT DO NOTHING"
    for table, values in (
        ("video_products", f"'video', {PRODUCT}, {MAYA}, {NOW}"),
        (
            "outreach_weeks (seller_id, week_start, tier, weekly_limit, pack_open, spent, contacted)",
            f"{ACME}, {NOW}, 'T2', 500, FALSE, 1, 1",
        ),
        ("outreach_contacts", f"{WEEK}, {MAYA}, {NOW}"),
        ("starter_packs", f"{ACME}, 0"),
        ("latest_figures", f"{MAYA}, 1, {NOW}, NULL, NULL, NULL"),
        ("creator_labels", f"{ACME}, {MAYA}, 'tea'"),
        ("creator_levels", f"{MAYA}, {NOW}, 'GOLD'"),
        ("level_refreshes (market, refreshes_at, reached_id)", f"'US', {NOW}, 0"),
        (
            "saved_replies (account_id, name, search_text, text, created_at, updated_at)",
            f"{ACME}, 'Hi', 'hi', 'Hello', {NOW}, {NOW}",
        ),
        (
            """scheduled_messages (account_id, created_by_id, conversation_id, content, send_at, status, created_at,
            updated_at)""",
            f"{ACME}, {USER}, {CONVERSATION}, '{{}}', {NOW}, 'SCHEDULED', {NOW}, {NOW}",
        ),
        (
            "bulk_messages (account_id, created_by_id, collaboration_id, auto_resume, status, created_at, told_at)",
            f"{ACME}, {USER}, {TARGET}, TRUE, 'RUNNING', {NOW}, {NOW}",
        ),
        ("bulk_recipients (bulk_id, place, creator_id, partner_id, status)", f"{BULK}, 0, {MAYA}, {ACME}, 'PENDING'"),
        (
            "creator_notes (account_id, creator_id, written_by_id, text, written_at)",
            f"{ACME}, {MAYA}, {USER}, 'kind', {NOW}",
        ),
        ("erasures", f"{MAYA}, {NOW}, 0, 0, NULL"),
    )
]


def twice(*tables: str) -> list[tuple[str, str]]:
    """The rows of each table once more."""
    return [(f"{table}_pkey", f"INSERT INTO {table} SELECT * FROM {table}") for table in tables]


def beyond(table: str, *columns: str) -> list[tuple[str, str]]:
    """A key of nobody in each column, another one in each row."""
    return [
        (f"{table}_{column}_fkey", f"UPDATE {table} SET {column} = {column} + {NOBODY} WHERE {column} IS NOT NULL")
        for column in columns
    ]


LIMITS = [
    ("pair_awaiting", "UPDATE pairs SET awaiting = -1"),
    *twice("video_products", "outreach_weeks", "outreach_contacts", "starter_packs", "latest_figures"),
    *beyond("video_products", "product_id", "creator_id"),
    (
        "outreach_weeks_seller_id_week_start_key",
        """INSERT INTO outreach_weeks (seller_id, week_start, tier, weekly_limit, pack_open, spent, contacted)
        SELECT seller_id, week_start, tier, weekly_limit, pack_open, spent, contacted FROM outreach_weeks""",
    ),
    *beyond("outreach_weeks", "seller_id"),
    *beyond("outreach_contacts", "week_id"),
    ("outreach_week_tier", "UPDATE outreach_weeks SET tier = 'T4'"),
    ("outreach_week_limit", "UPDATE outreach_weeks SET weekly_limit = -1"),
    ("outreach_week_spent", "UPDATE outreach_weeks SET spent = -1"),
    ("outreach_week_contacted", "UPDATE outreach_weeks SET contacted = spent - 1"),
    *beyond("starter_packs", "seller_id"),
    ("starter_pack_spent", "UPDATE starter_packs SET spent = -1"),
    *beyond("latest_figures", "account_id"),
]

MESSAGES = [
    *twice("saved_replies", "scheduled_messages", "bulk_messages", "bulk_recipients"),
    *beyond("saved_replies", "account_id"),
    ("saved_reply_name", "UPDATE saved_replies SET name = ''"),
    ("saved_reply_text", "UPDATE saved_replies SET text = ''"),
    *beyond("scheduled_messages", "account_id", "created_by_id", "conversation_id"),
    ("scheduled_status", "UPDATE scheduled_messages SET status = 'LOST'"),
    ("scheduled_sent", "UPDATE scheduled_messages SET status = 'SENT'"),
    ("scheduled_sent", "UPDATE scheduled_messages SET sequence = 1"),
    *beyond("bulk_messages", "account_id", "created_by_id", "collaboration_id"),
    *foreign("bulk_messages", "media_id"),
    ("bulk_status", "UPDATE bulk_messages SET status = 'LOST'"),
    ("bulk_what", "UPDATE bulk_messages SET content = '{}'"),
    ("bulk_what", "UPDATE bulk_messages SET collaboration_id = NULL"),
    ("bulk_waiting", f"UPDATE bulk_messages SET resumes_at = {NOW}"),
    ("bulk_finished", "UPDATE bulk_messages SET status = 'FINISHED'"),
    ("bulk_finished", f"UPDATE bulk_messages SET finished_at = {NOW}"),
    (
        "bulk_recipients_bulk_id_creator_id_key",
        """INSERT INTO bulk_recipients (bulk_id, place, creator_id, partner_id, status)
        SELECT bulk_id, 9, creator_id, partner_id, status FROM bulk_recipients""",
    ),
    *beyond("bulk_recipients", "bulk_id", "creator_id", "partner_id"),
    ("bulk_recipient_place", "UPDATE bulk_recipients SET place = -1"),
    ("bulk_recipient_status", "UPDATE bulk_recipients SET status = 'LOST'"),
    ("bulk_recipient_sent", "UPDATE bulk_recipients SET status = 'SENT'"),
    ("bulk_recipient_sent", "UPDATE bulk_recipients SET sequence = 1"),
    *foreign("media", "bytes_of_id"),
]

CREATORS = [
    *twice("creator_notes", "creator_labels", "level_refreshes", "creator_levels"),
    *beyond("creator_notes", "account_id", "creator_id", "written_by_id"),
    ("creator_note_text", "UPDATE creator_notes SET text = ''"),
    *beyond("creator_labels", "account_id", "creator_id"),
    ("creator_label", "UPDATE creator_labels SET label = ''"),
    *foreign("sides", "assignee_id"),
    (
        "level_refreshes_market_key",
        """INSERT INTO level_refreshes (market, refreshes_at, reached_id)
        SELECT market, refreshes_at, reached_id FROM level_refreshes""",
    ),
    *beyond("creator_levels", "creator_id"),
]

ERASURES = [
    *twice("erasures"),
    *beyond("erasures", "account_id"),
    ("erasure_reached", "UPDATE erasures SET reached_sequence = -1"),
]

OUTREACH = [*LIMITS, *MESSAGES, *CREATORS, *ERASURES]

"""Search in modules; an inbox that is read without joining its messages; folders that are counted as they change."""

from models.operations import RecordedMigration, Statements

# What is found by its words, apart by module: a message's text, the titles of a card's products, a sample's product.
MODULES = ("messages", "products", "samples")
_ENTRY = """
    conversation_id BIGINT NOT NULL,
    sequence INTEGER NOT NULL,
    creator_id BIGINT NOT NULL,
    partner_id BIGINT NOT NULL,
    sent_at TIMESTAMPTZ NOT NULL,
    search_text TEXT NOT NULL CONSTRAINT searched_text CHECK (search_text <> ''),"""
ENTRIES = {
    "postgres": [
        f"CREATE TABLE searched_{module} ({_ENTRY} PRIMARY KEY (conversation_id, sequence))" for module in MODULES
    ],
    # Named by a number of its own, which is what an index of words can point to.
    "sqlite": [
        f"CREATE TABLE searched_{module} (id INTEGER PRIMARY KEY, {_ENTRY} UNIQUE (conversation_id, sequence))"
        for module in MODULES
    ],
}
WALKS = [
    f"CREATE INDEX searched_{module}_{side} ON searched_{module} ({side}_id, sent_at DESC, conversation_id DESC)"
    for module in MODULES
    for side in ("creator", "partner")
]

# Whose a text is, month by month (of 32 days), so that the newest are looked through before the oldest. One expression,
# which becomes a part of what asks for it: it is worked out for every row that is found.
MONTHS = """
CREATE FUNCTION parley_months(owners bigint[], sent_at timestamptz) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT ARRAY[
    owners[1] * 4096 + floor(date_part('epoch', sent_at - '1970-01-01 00:00:00+00'::timestamptz) / 2764800)::bigint,
    owners[2] * 4096 + floor(date_part('epoch', sent_at - '1970-01-01 00:00:00+00'::timestamptz) / 2764800)::bigint]
$$"""


def _terms(table: str, row: str) -> str:
    """What SQLite's index knows a row by, as models.terms says. Texts of two belong to both."""
    owners = "" if table == "accounts" else f", {row}.creator_id, {row}.partner_id"
    return f"parley_terms({row}.search_text{owners})"


def _words_sqlite(table: str) -> list[str]:
    """An index of a table's words that follows whatever is written to it."""
    add = f"INSERT INTO {table}_words (rowid, terms) VALUES (NEW.id, {_terms(table, 'NEW')});"
    remove = f"""
    INSERT INTO {table}_words ({table}_words, rowid, terms) VALUES ('delete', OLD.id, {_terms(table, "OLD")});"""
    return [
        f"""
CREATE VIRTUAL TABLE {table}_words USING fts5 (terms, content='', detail='none', columnsize=0, tokenize='ascii')""",
        FIRST_WORDS_SQLITE[table],
        f"CREATE TRIGGER {table}_said AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {table}_unsaid AFTER DELETE ON {table} BEGIN {remove} END",
        f"CREATE TRIGGER {table}_said_anew AFTER UPDATE OF search_text ON {table} BEGIN {remove} {add} END",
    ]


SEARCHED = (*(f"searched_{module}" for module in MODULES), "accounts")
FIRST_WORDS_SQLITE = {
    table: f"INSERT INTO {table}_words (rowid, terms) SELECT id, {_terms(table, table)} FROM {table}"
    for table in SEARCHED
}
WORDS_SQLITE = [text for table in SEARCHED for text in _words_sqlite(table)]

# What was said before is made searchable by the rules, message by message: how far that has come. Names come first: an
# earlier version may have made what they are found by by another normal form.
PROGRESS = [
    """
CREATE TABLE search_progress (
    id INTEGER PRIMARY KEY CONSTRAINT search_progress_one CHECK (id = 1),
    conversation_id BIGINT NOT NULL,
    sequence INTEGER NOT NULL
)""",
    """
INSERT INTO search_progress (id, conversation_id, sequence)
SELECT 1, 0, 0 WHERE EXISTS (SELECT 1 FROM accounts)""",
]

# A side knows what was said last, and what its counterpart is, which never changes: so a page of an inbox reads sides
# and the names of their counterparts, and nothing else.
SIDES = [
    """
ALTER TABLE sides ADD COLUMN counterpart_kind VARCHAR(10) NOT NULL DEFAULT 'CREATOR'
    CONSTRAINT side_counterpart_kind CHECK (counterpart_kind IN ('CREATOR', 'SELLER', 'AGENCY'))""",
    "ALTER TABLE sides ADD COLUMN has_invitation BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE sides ADD COLUMN last_sequence INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sides ADD COLUMN last_sender_id BIGINT",
    "ALTER TABLE sides ADD COLUMN last_kind VARCHAR(20)",
    "ALTER TABLE sides ADD COLUMN last_text VARCHAR(2000)",
    "ALTER TABLE sides ADD COLUMN last_sent_at TIMESTAMPTZ",
    "ALTER TABLE sides ADD COLUMN last_recalled_at TIMESTAMPTZ",
    """
UPDATE sides SET counterpart_kind = (SELECT kind FROM accounts WHERE id = sides.counterpart_id),
    has_invitation = EXISTS (
        SELECT 1 FROM cards WHERE conversation_id = sides.conversation_id
            AND kind IN ('TARGET_COLLABORATION', 'LINK_INVITATION'))""",
    """
UPDATE sides SET last_sequence = m.sequence, last_sender_id = m.sender_id, last_kind = m.kind, last_text = m.text,
    last_sent_at = m.sent_at, last_recalled_at = m.recalled_at
FROM pairs p, messages m
WHERE p.id = sides.conversation_id AND m.conversation_id = p.id AND m.sequence = p.last_sequence""",
]

# What each change of a side adds to its account's folders. Rows are only added, so that two who write to one account
# never wait for each other; due work sums them up. Word for word the folders of house_0001.
FOLDERS = {
    "messages": "{row}.visible AND NOT {row}.archived",
    "unread": "{row}.visible AND NOT {row}.archived AND {row}.unread",
    "unreplied": "{row}.visible AND NOT {row}.archived AND {row}.unreplied",
    "starred": "{row}.visible AND {row}.starred",
    "archived": "{row}.visible AND {row}.archived",
    "new_connections": "{row}.visible AND NOT {row}.archived AND {row}.was_written_to AND NOT {row}.has_written",
}
_COUNTED = f"INSERT INTO folder_counts (account_id, counterpart_kind, {', '.join(FOLDERS)}, summed)"
_MARKS = ("visible", "archived", "unread", "unreplied", "starred", "has_written", "was_written_to")
CHANGED = " OR ".join(f"OLD.{mark} <> NEW.{mark}" for mark in _MARKS)


def _number(folder: str, row: str) -> str:
    return f"CASE WHEN {FOLDERS[folder].format(row=row)} THEN 1 ELSE 0 END"


_FIRST = ", ".join(_number(folder, "NEW") for folder in FOLDERS)
_MORE = ", ".join(f"{_number(folder, 'NEW')} - {_number(folder, 'OLD')}" for folder in FOLDERS)
_SUMS = ", ".join(f"sum({_number(folder, 'sides')})" for folder in FOLDERS)
COUNTS = [
    """
CREATE TABLE folder_counts (
    id {identity},
    account_id BIGINT NOT NULL,
    counterpart_kind VARCHAR(10) NOT NULL,
    messages INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    unreplied INTEGER NOT NULL,
    starred INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    new_connections INTEGER NOT NULL,
    summed BOOLEAN NOT NULL
)""",
    f"{_COUNTED} SELECT account_id, counterpart_kind, {_SUMS}, TRUE FROM sides GROUP BY account_id, counterpart_kind",
    "CREATE INDEX folder_counts_account ON folder_counts (account_id, summed)",
    "CREATE INDEX folder_counts_to_sum ON folder_counts (account_id) WHERE NOT summed",
]
_VALUES = f"{_COUNTED} VALUES (NEW.account_id, NEW.counterpart_kind, {{numbers}}, FALSE);"
COUNTING = {
    "postgres": [
        f"""
CREATE FUNCTION parley_count_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {_VALUES.format(numbers=_FIRST)} RETURN NULL; END $$""",
        f"""
CREATE FUNCTION parley_recount_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {_VALUES.format(numbers=_MORE)} RETURN NULL; END $$""",
        "CREATE TRIGGER sides_made AFTER INSERT ON sides FOR EACH ROW EXECUTE FUNCTION parley_count_side()",
        f"""
CREATE TRIGGER sides_changed AFTER UPDATE ON sides FOR EACH ROW WHEN ({CHANGED})
EXECUTE FUNCTION parley_recount_side()""",
    ],
    "sqlite": [
        f"CREATE TRIGGER sides_made AFTER INSERT ON sides BEGIN {_VALUES.format(numbers=_FIRST)} END",
        f"CREATE TRIGGER sides_changed AFTER UPDATE ON sides WHEN {CHANGED} BEGIN {_VALUES.format(numbers=_MORE)} END",
    ],
}

# What narrows an inbox as sets of counterparts: for PostgreSQL, whose inboxes may be large. The markets stand beside;
# and folders know their counterparts, so that those of a set are found along them without a look at each side.
SETS = [
    *(
        text
        for folder, row in FOLDERS.items()
        for text in (
            f"DROP INDEX sides_{folder}",
            f"""
CREATE INDEX sides_{folder} ON sides (account_id, last_activity_at DESC, conversation_id DESC) INCLUDE (counterpart_id)
WHERE {row.replace("{row}.", "")}""",
        )
    ),
    "CREATE INDEX sides_agencies ON sides (account_id, counterpart_id) WHERE visible AND counterpart_kind = 'AGENCY'",
    "CREATE INDEX sides_invitations ON sides (account_id, counterpart_id) WHERE visible AND has_invitation",
    "DROP INDEX sides_assignee",
    "CREATE INDEX sides_assignee ON sides (account_id, assignee_id, counterpart_id) WHERE assignee_id IS NOT NULL",
    "CREATE INDEX accounts_known ON accounts (level, category, id) INCLUDE (markets) WHERE kind = 'CREATOR'",
    "CREATE INDEX latest_figures_followers ON latest_figures (followers, account_id)",
    "CREATE INDEX latest_figures_affiliate_gmv ON latest_figures (affiliate_gmv_currency, affiliate_gmv, account_id)",
]


class Migration(RecordedMigration):
    """Version 6."""

    dependencies = [("models", "house_0005")]
    operations = [
        Statements(postgres=ENTRIES["postgres"], sqlite=ENTRIES["sqlite"]),
        Statements(WALKS, postgres=[MONTHS], sqlite=WORDS_SQLITE),
        Statements(PROGRESS),
        Statements(SIDES, postgres=["ALTER TABLE sides ALTER COLUMN counterpart_kind DROP DEFAULT", *SETS]),
        Statements(COUNTS, postgres=COUNTING["postgres"], sqlite=COUNTING["sqlite"]),
    ]

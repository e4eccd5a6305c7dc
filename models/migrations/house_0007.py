"""Indexes of words that know so many characters from each place of a text on, and whose it is.

PostgreSQL's four, SQLite's three (models.terms). Version 6 began with others, which also knew every one and two
characters, and which a database may have.
"""

from models.migrations.house_0006 import FIRST_WORDS_SQLITE, MODULES
from models.operations import RecordedMigration, Statements

# What is behind a text's end stands for itself, so that its last characters begin something, too.
FUNCTION = """
CREATE FUNCTION parley_parts(words text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    characters text[] := string_to_array(words || repeat(chr(1), 3), NULL);
    parts text[] := '{{}}';
BEGIN
    FOR place IN 1 .. cardinality(characters) - 3 LOOP
        parts := parts || (
            characters[place] || characters[place + 1] || characters[place + 2] || characters[place + 3]);
    END LOOP;
    RETURN array_to_tsvector(parts);
END $$"""

# Words come before whose they are: what is scarce is looked up first, and whether it is theirs is asked of that only.
# A list of what was added last is looked through by every search: it is kept short.
_GIN = "WITH (fastupdate = on, gin_pending_list_limit = 512)"
WORDS = [
    "DROP INDEX IF EXISTS accounts_words",
    f"CREATE INDEX accounts_words ON accounts USING gin (parley_parts(search_text)) {_GIN}",
    *(
        text
        for module in MODULES
        for text in (
            f"DROP INDEX IF EXISTS searched_{module}_words",
            f"""
CREATE INDEX searched_{module}_words ON searched_{module} USING gin (
    parley_parts(search_text), parley_months(ARRAY[creator_id, partner_id], sent_at)) {_GIN}""",
        )
    ),
    "DROP FUNCTION IF EXISTS parley_grams",
]


# Its triggers stay: they give what models.terms makes of a row now.
WORDS_SQLITE = [
    text
    for table, add in FIRST_WORDS_SQLITE.items()
    for text in (f"INSERT INTO {table}_words ({table}_words) VALUES ('delete-all')", add)
]


class Migration(RecordedMigration):
    """Version 7."""

    dependencies = [("models", "house_0006")]
    operations = [Statements(postgres=[FUNCTION, *WORDS], sqlite=WORDS_SQLITE)]

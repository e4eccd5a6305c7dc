"""How far those who talk with an account have been told that its status has changed."""

from models.operations import RecordedMigration, Statements

STATUS_TELLINGS = """
CREATE TABLE status_tellings (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    reached_id BIGINT NOT NULL
)"""


class Migration(RecordedMigration):
    """Version 9."""

    dependencies = [("models", "house_0008")]
    operations = [Statements([STATUS_TELLINGS])]

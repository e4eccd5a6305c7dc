"""What leads to the scheduled messages of a conversation."""

from models.operations import RecordedMigration, Statements

SCHEDULED_MESSAGES_TO = """
CREATE INDEX scheduled_messages_to ON scheduled_messages (conversation_id, account_id, id DESC)"""


class Migration(RecordedMigration):
    """Version 10."""

    dependencies = [("models", "house_0009")]
    operations = [Statements([SCHEDULED_MESSAGES_TO])]

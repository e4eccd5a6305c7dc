"""Client-made ids of creating mutations, and what they have created."""

from tortoise import fields
from tortoise.models import Model


class ClientMutation(Model):
    """A client-made id, kept for ever. Keyed by account and client_mutation_id; `subject_id` is what it has made."""

    account_id = fields.BigIntField(primary_key=True, generated=False)
    client_mutation_id = fields.CharField(max_length=100)
    content_hash = fields.BinaryField()
    subject_id = fields.BigIntField(null=True)

    class Meta:
        table = "client_mutations"

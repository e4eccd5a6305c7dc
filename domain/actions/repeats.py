"""Creating mutations that are safe to repeat: steps around what they create (MSG-2)."""

from domain.errors import InvalidInput
from domain.policy import Numbers
from domain.rows import Account
from domain.rules import inputs
from domain.transaction import Transaction
from models.sql import statement

# Whoever comes second with the same id waits here until the first has committed, or is gone.
CLAIM = statement("""
    INSERT INTO client_mutations (account_id, client_mutation_id, content_hash) VALUES ($1, $2, $3)
    ON CONFLICT (account_id, client_mutation_id) DO NOTHING RETURNING 1""")
FIRST = statement("""
    SELECT content_hash, subject_id FROM client_mutations WHERE account_id = $1 AND client_mutation_id = $2""")
FINISH = statement("UPDATE client_mutations SET subject_id = $3 WHERE account_id = $1 AND client_mutation_id = $2")
FIELD = "clientMutationId"


async def known(tx: Transaction, me: Account, made: str, numbers: Numbers, *content: str) -> int | None:
    """What the client-made id has created of the same content, whatever has become of what that names; else None.

    It only looks, and refuses nothing: whoever has found all that is named then begins.
    """
    try:
        inputs.client_message_id(made, FIELD, numbers)
    except InvalidInput:
        return None
    row = await tx.fetch_row(FIRST, me.key, made)
    same = row is not None and bytes(row[0]) == tx.house.fingerprint("mutation", *content)
    return row[1] if row is not None and same else None


async def begin(tx: Transaction, me: Account, made: str, numbers: Numbers, *content: str) -> int | None:
    """What the client-made id has created before; None: nothing, create it now, and `finish`.

    Raises InvalidInput where it stood for other content.
    """
    inputs.client_message_id(made, FIELD, numbers)
    content_hash = tx.house.fingerprint("mutation", *content)
    if await tx.fetch_row(CLAIM, me.key, made, content_hash):
        return None
    row = await tx.fetch_row(FIRST, me.key, made)
    assert row is not None  # noqa: S101 - it was in the way
    if bytes(row[0]) != content_hash:
        raise InvalidInput(FIELD, "This id was used for something else: make a new one.")
    subject: int = row[1]
    return subject


async def finish(tx: Transaction, me: Account, made: str, subject_key: int) -> None:
    """Keep what was created."""
    await tx.fetch(FINISH, me.key, made, subject_key)

"""Who listens: creators of the dataset, each with a conversation that nobody else of them is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.sign_in import LIFETIME, issue
from bench.dataset.stores import open_store
from bench.load.scenarios import WrongAnswerError

# Their feed ends with a message, which the in-process driver repeats; in a conversation the writer writes on.
LISTENERS = """
    SELECT h.account_id, e.pair_id FROM feed_heads h
    JOIN feed_entries e ON e.account_id = h.account_id AND e.position = h.position AND e.kind = 'message_sent'
    JOIN accounts a ON a.id = h.account_id AND a.kind = 'CREATOR' AND a.status = 'ACTIVE'
    JOIN sides s ON s.account_id = h.account_id AND s.conversation_id = e.pair_id AND s.visible
    ORDER BY h.account_id"""


@dataclass(slots=True)
class People:
    """The listeners there are; a user of the dataset has the key of the account."""

    key: bytes
    places: Sequence[tuple[int, int]]
    made: int = 0

    def some(self, number: int) -> list[tuple[int, int]]:
        """The first so many: accounts, each with a conversation."""
        if number > len(self.places):
            raise WrongAnswerError(f"{number} accounts to listen for, and the dataset has {len(self.places)}")
        return list(self.places[:number])

    def tokens(self, accounts: Sequence[int]) -> list[str]:
        """A token for each that no server has seen before."""
        self.made += 1
        lifetime = LIFETIME - timedelta(minutes=self.made)
        return [issue(self.key, account, lifetime=lifetime)[0] for account in accounts]


async def people(url: str, secret: str) -> People:
    """Look them up."""
    store = await open_store(url)
    found = [(row[0], row[1]) for row in await store.run(LISTENERS)]
    await store.close()
    return People(secret.encode(), found)

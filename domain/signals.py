"""What passes over the bus alone, and is stored nowhere: typing."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class TypingSignal:
    """Somebody of account `by` types, or stopped, in a conversation; told to the account `to`."""

    to: int
    conversation_key: int
    by: int
    typing: bool
    at: str

    def packed(self) -> list[Any]:
        """As the bus carries it."""
        return [self.to, self.conversation_key, self.by, self.typing, self.at]

    @property
    def moment(self) -> datetime:
        """When it was said."""
        return datetime.fromisoformat(self.at)


# What a watcher of typing waits on; an error, or None, ends it.
TypingQueue: TypeAlias = "asyncio.Queue[TypingSignal | BaseException | None]"

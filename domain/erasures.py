"""What is left of accounts that were erased: the names they go by, and how far an erasure has come."""

from datetime import datetime

from msgspec import Struct

ACCOUNT, USER, WORD = "deleted account", "deleted user", "deleted"
HANDLE = "deleted-"  # and the account's or the user's key: nobody else may be called that
UNSAID = ""  # the text of a message whose words were erased: none that is sent has an empty one
PREVIEW = "This message was deleted."


class Erasure(Struct, frozen=True):
    """An account that is erased: nobody acts for it any more; `finished_at` once none of its words is left."""

    account_key: int
    begun_at: datetime
    finished_at: datetime | None

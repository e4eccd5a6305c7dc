"""What an account's folders hold, as it is kept: exact however much it is, and never counted (INB-3)."""

from domain.lists import Count, InboxCounts
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.conversations import FOLDERS
from models.sql import statement

KEPT = statement(f"""
    SELECT {", ".join(f"coalesce(sum({folder}), 0)" for folder in FOLDERS)}
    FROM folder_counts WHERE account_id = $1 AND ($2::text IS NULL OR counterpart_kind = $2)""")


async def kept(viewer: Viewer, kind: AccountKind | None = None) -> InboxCounts:
    """How many conversations each folder of the viewer's side holds; with one kind of counterpart, or with all."""
    found = await viewer.house.database.fetch_row(KEPT, viewer.account.key, kind)
    return InboxCounts(*(Count(int(number), exact=True) for number in found or ()))

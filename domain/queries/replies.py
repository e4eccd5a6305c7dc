"""An account's saved replies, the newest first (MSG-7)."""

from collections.abc import Sequence

from domain import replies
from domain.lists import Page
from domain.queries import keyed
from domain.replies import COLUMNS, SavedReply
from domain.rules import access, inputs
from domain.search_text import normal
from domain.viewer import Viewer
from models.sql import statement

_PAGE = f"""
    SELECT {COLUMNS} FROM saved_replies r
    WHERE r.account_id = $1 AND r.deleted_at IS NULL AND r.id < $2 AND {{contains}} ORDER BY r.id DESC LIMIT $3"""
PAGE = statement(
    postgres=_PAGE.format(contains="strpos(r.search_text, $4) > 0"),
    sqlite=_PAGE.format(contains="instr(r.search_text, $4) > 0"),
)
SOME = statement(f"""
    SELECT {COLUMNS} FROM saved_replies r WHERE r.account_id = $1 AND r.deleted_at IS NULL AND r.id IN LIST($2)""")


async def page(
    viewer: Viewer, query: str | None = None, *, first: int | None = None, after: str | None = None
) -> Page[SavedReply]:
    """The account's own, by any part of a name or a text."""
    part = keyed.asked(viewer, first, after)
    words = normal(inputs.storable(query or "", "query").strip())
    return await keyed.read(viewer, PAGE, part, replies.reply, words)


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, SavedReply]:
    """Those of the named replies that are the account's own."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME, viewer.account.key, list(keys))
    return {row[0]: replies.reply(row) for row in found}

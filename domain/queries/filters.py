"""What a folder can be narrowed by (INB-9): words for the statements of its page and of its counts.

Labels and assignees are put on by hand, so what carries them is little of an inbox: it is looked up first, by an index
of its own, and not searched for along the folder. What nothing narrows stays word for word as it is.
"""

from typing import Any, TypeAlias

from msgspec import Struct

from domain import ids
from domain.notes import LONGEST_LABEL
from domain.rules import access, inputs
from domain.rules import leads as lead_rules
from domain.viewer import Viewer
from models.sql import Statement, statement

By: TypeAlias = tuple[str, ...]  # the names of what narrows, in the order of NARROWING

# PostgreSQL looks each one up by the whole key: left to itself it takes every account for small, and walks the largest.
_LABELLED = """
    SELECT s.* FROM (
        SELECT DISTINCT l.creator_id FROM unnest({}::text[]) AS named (label) CROSS JOIN LATERAL (
            SELECT creator_id FROM creator_labels WHERE account_id = $1 AND label = named.label OFFSET 0) l) labelled
    CROSS JOIN LATERAL (
        SELECT * FROM sides WHERE account_id = $1 AND counterpart_id = labelled.creator_id LIMIT 1) s"""
_LABELLED_SQLITE = """
    SELECT * FROM sides INDEXED BY sides_counterpart WHERE account_id = $1 AND counterpart_id IN (
        SELECT creator_id FROM creator_labels WHERE account_id = $1 AND label IN (SELECT value FROM json_each({})))"""
_ASSIGNED = "SELECT * FROM sides{} WHERE account_id = $1 AND assignee_id = {}"
_LEADS = """
    SELECT s.* FROM leads d CROSS JOIN LATERAL (
        SELECT * FROM sides WHERE account_id = $1 AND counterpart_id = d.creator_id LIMIT 1) s
    WHERE d.partner_id = $1"""
_LEADS_SQLITE = """
    SELECT * FROM sides INDEXED BY sides_counterpart WHERE account_id = $1 AND counterpart_id IN (
        SELECT creator_id FROM leads WHERE partner_id = $1)"""
# By the creator, who is in few pools.
_LEAD = "SELECT 1 FROM leads d WHERE d.creator_id = counterpart_id AND d.partner_id + 0 = $1"
# What carries it, in PostgreSQL's words and in SQLite's, and the condition where that was looked up by another; {} is
# the value.
NARROWING = {
    "labels": (_LABELLED, _LABELLED_SQLITE, ""),
    "assignee_key": (
        _ASSIGNED.format("", "{}"), _ASSIGNED.format(" INDEXED BY sides_assignee", "{}"), " AND assignee_id = {}",
    ),
    # These take no value, and so stand last.
    "is_lead": (_LEADS, _LEADS_SQLITE, f" AND EXISTS ({_LEAD})"),
    "is_no_lead": ("", "", f" AND NOT EXISTS ({_LEAD})"),
}  # fmt: skip
VALUED = ("labels", "assignee_key")


class InboxFilter(Struct, frozen=True):
    """Conversations with creators who carry any of some labels, of one assignee, with leads; None narrows nothing."""

    labels: tuple[str, ...] | None = None
    assignee_key: int | None = None
    is_lead: bool | None = None


def read(asked: InboxFilter | None) -> tuple[By, list[Any]]:
    """What a filter narrows by, and the values. Raises InvalidInput for what no label can be."""
    if asked is None:
        return (), []
    given: dict[str, Any] = {name: value for name in VALUED if (value := getattr(asked, name)) is not None}
    if asked.labels is not None:
        ids.at_most(ids.MOST_NAMED, asked.labels, "filter.labels")
        given["labels"] = [
            inputs.name(label, f"filter.labels.{index}", LONGEST_LABEL) for index, label in enumerate(asked.labels)
        ]
    leads = {None: (), True: ("is_lead",), False: ("is_no_lead",)}[asked.is_lead]
    return (*given, *leads), list(given.values())


def allowed(viewer: Viewer, *, is_lead: bool | None) -> None:
    """Refuse who may not look at the inbox, or may not know of the leads that it would be narrowed by."""
    if is_lead is None:
        access.messaging(viewer)
    else:
        lead_rules.pool_and_inbox(viewer)


def held(by: By) -> bool:
    """Whether what is narrowed is looked up first; else it is searched for along the folder."""
    return bool(by) and bool(NARROWING[by[0]][0])


def narrowed(text: str, by: By, first: int) -> Statement:
    """A statement that reads `held` in place of sides, and says {narrowed} after the folder's condition.

    The values are its parameters from `first` on.
    """
    searched = enumerate(by) if not held(by) else list(enumerate(by))[1:]
    more = "".join(NARROWING[name][2].format(f"${first + place}") for place, name in searched)
    if not held(by):
        return statement(text.format(narrowed=more))
    postgres, sqlite = (
        f"WITH held AS MATERIALIZED ({source.format(f'${first}')}) {text.format(narrowed=more)}"
        for source in NARROWING[by[0]][:2]
    )
    return statement(postgres=postgres, sqlite=sqlite)

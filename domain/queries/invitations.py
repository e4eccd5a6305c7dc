"""A seller's target collaborations, and the invitations of both sides, the newest first."""

from collections.abc import Sequence

from domain import invitations
from domain.invitations import (
    FROM_INVITATIONS,
    INVITATION_COLUMNS,
    TARGET_COLUMNS,
    Invitation,
    TargetCollaboration,
    TargetProduct,
)
from domain.lists import Page
from domain.products import product_columns
from domain.queries import keyed
from domain.rules import access, inputs
from domain.search_text import normal
from domain.viewer import Viewer
from models.invitations import InvitationStatus
from models.sql import statement

_TARGETS = f"""
    SELECT {TARGET_COLUMNS} FROM target_collaborations t
    WHERE t.seller_id = $1 AND t.id < $2 AND {{contains}} ORDER BY t.id DESC LIMIT $3"""
TARGETS = statement(
    postgres=_TARGETS.format(contains="strpos(t.search_text, $4) > 0"),
    sqlite=_TARGETS.format(contains="instr(t.search_text, $4) > 0"),
)
# Its seller's, and of those who were invited.
SOME_TARGETS = statement(f"""
    SELECT {TARGET_COLUMNS} FROM target_collaborations t WHERE t.id IN LIST($2) AND (t.seller_id = $1 OR EXISTS (
        SELECT 1 FROM invitations i WHERE i.collaboration_id = t.id AND i.creator_id = $1))""")
TARGET_PRODUCTS = statement(f"""
    SELECT i.collaboration_id, i.commission, {product_columns("p")}
    FROM target_collaboration_products i JOIN products p ON p.id = i.product_id
    WHERE i.collaboration_id IN LIST($1) ORDER BY i.collaboration_id, i.place""")
PAGES = keyed.of_sides(f"SELECT {INVITATION_COLUMNS} {FROM_INVITATIONS}", "i", "seller_id")
SOME = statement(f"""
    SELECT {INVITATION_COLUMNS} {FROM_INVITATIONS} WHERE i.id IN LIST($2) AND $1 IN (i.seller_id, i.creator_id)""")


async def target_collaborations(
    viewer: Viewer, query: str | None = None, *, first: int | None = None, after: str | None = None
) -> Page[TargetCollaboration]:
    """The viewer's own, by any part of their names."""
    part = keyed.asked(viewer, first, after)
    words = normal(inputs.storable(query or "", "query").strip())
    return await keyed.read(viewer, TARGETS, part, invitations.target, words)


async def some_targets(viewer: Viewer, keys: Sequence[int]) -> dict[int, TargetCollaboration]:
    """Those of the named that are the viewer's, or that it was invited into."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME_TARGETS, viewer.account.key, list(keys))
    return {row[0]: invitations.target(row) for row in found}


async def target_products(viewer: Viewer, keys: Sequence[int]) -> dict[int, list[TargetProduct]]:
    """The products of target collaborations that a query of the viewer's has found; in their order."""
    of: dict[int, list[TargetProduct]] = {key: [] for key in keys}
    for row in await viewer.house.database.fetch(TARGET_PRODUCTS, list(keys)):
        of[row[0]].append(invitations.target_product(row[1:]))
    return of


async def page(
    viewer: Viewer,
    statuses: Sequence[InvitationStatus] | None = None,
    *,
    first: int | None = None,
    after: str | None = None,
) -> Page[Invitation]:
    """Those that the viewer's account sent or was sent, of some statuses or of all (COL-10)."""
    return await keyed.read_side(viewer, PAGES, invitations.invitation, statuses, first, after)


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, Invitation]:
    """Those of the named that are of the viewer's account, on either side."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME, viewer.account.key, list(keys))
    return {row[0]: invitations.invitation(row) for row in found}

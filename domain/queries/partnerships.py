"""Partnerships of both sides, the newest first, with what was agreed and what was proposed (LNK-6)."""

from collections.abc import Sequence

from domain import clock, partnerships
from domain.lists import Page
from domain.partnerships import AGREEMENT_COLUMNS, CHANGE_COLUMNS, COLUMNS, Agreement, Change, Partnership
from domain.queries import keyed
from domain.rules import access
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.partnerships import PartnershipStatus
from models.sql import Row, statement

_SIDES = {True: ("creator_id", "agency_id"), False: ("agency_id", "creator_id")}  # a creator's view or not
PAGES = keyed.of_sides(f"SELECT {COLUMNS} FROM partnerships l", "l", "agency_id")
SOME = statement(f"""
    SELECT {COLUMNS} FROM partnerships l WHERE l.id IN LIST($2) AND $1 IN (l.agency_id, l.creator_id)""")
# The newest with each: two are not open at once.
WITH = {
    is_creator: statement(f"""
    SELECT {COLUMNS} FROM partnerships l WHERE l.id IN (
        SELECT max(id) FROM partnerships WHERE {mine} = $1 AND {other} IN LIST($2) GROUP BY {other})""")
    for is_creator, (mine, other) in _SIDES.items()
}
AGREEMENTS = statement(f"""
    SELECT {AGREEMENT_COLUMNS} FROM agreements a JOIN partnerships l ON l.id = a.partnership_id
    WHERE a.partnership_id IN LIST($1) AND $2 IN (l.agency_id, l.creator_id)
    ORDER BY a.partnership_id, a.place""")
# Of several partnerships at once, the newest first. No cursor is a cursor beyond the end.
_OF_EACH = "i.partnership_id = asked.id AND i.id < $2 ORDER BY i.id DESC LIMIT $3"
CHANGES = statement(
    postgres=f"""
    SELECT {CHANGE_COLUMNS} FROM unnest($1::bigint[]) AS asked (id) CROSS JOIN LATERAL (
        SELECT * FROM partnership_changes i WHERE {_OF_EACH}) h""",
    sqlite=f"""
    SELECT {CHANGE_COLUMNS} FROM (SELECT value AS id FROM json_each($1)) asked
    CROSS JOIN partnership_changes h ON h.id IN (SELECT i.id FROM partnership_changes i WHERE {_OF_EACH})
    ORDER BY h.id DESC""",
)
OPEN_CHANGES = statement(f"""
    SELECT {CHANGE_COLUMNS} FROM partnership_changes h
    WHERE h.partnership_id IN LIST($1) AND h.status = 'PROPOSED'""")
SOME_CHANGES = statement(f"""
    SELECT {CHANGE_COLUMNS} FROM partnership_changes h JOIN partnerships l ON l.id = h.partnership_id
    WHERE h.id IN LIST($2) AND $1 IN (l.agency_id, l.creator_id)""")
# COL-9: products in the creator's showcase that were added from the agency's cards, of campaigns that run.
_ACTIVE = """
    SELECT DISTINCT {other} FROM showcase_entries e JOIN campaigns k ON k.id = e.campaign_id
    WHERE e.campaign_id IS NOT NULL AND {mine} = $1 AND {other} IN LIST($2) AND k.starts_at <= $3 AND k.ends_at > $3"""
ACTIVE = {
    True: statement(_ACTIVE.format(mine="e.creator_id", other="k.agency_id")),
    False: statement(_ACTIVE.format(mine="k.agency_id", other="e.creator_id")),
}


async def page(
    viewer: Viewer,
    statuses: Sequence[PartnershipStatus] | None = None,
    *,
    first: int | None = None,
    after: str | None = None,
) -> Page[Partnership]:
    """Those of the viewer's account, of some statuses or of all."""
    return await keyed.read_side(viewer, PAGES, partnerships.partnership, statuses, first, after)


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, Partnership]:
    """Those of the named that are of the viewer's account, on either side."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME, viewer.account.key, list(keys))
    return {row[0]: partnerships.partnership(row) for row in found}


async def with_accounts(viewer: Viewer, account_keys: Sequence[int]) -> dict[int, Partnership]:
    """The newest partnership with each of some accounts, by account."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(WITH[_is_creator(viewer)], viewer.account.key, list(account_keys))
    built = [partnerships.partnership(row) for row in found]
    return {one.agency_key if _is_creator(viewer) else one.creator_key: one for one in built}


async def agreements(viewer: Viewer, keys: Sequence[int]) -> dict[int, list[Agreement]]:
    """The agreements of partnerships of the viewer's account. Who of a team agreed is for that team (INB-2)."""
    access.messaging(viewer)
    of: dict[int, list[Agreement]] = {key: [] for key in keys}
    for row in await viewer.house.database.fetch(AGREEMENTS, list(keys), viewer.account.key):
        agreement = partnerships.agreement(row)
        if not _is_creator(viewer):
            agreement.accepted_by_key = None
        of[row[0]].append(agreement)
    return of


async def some_agreements(viewer: Viewer, places: Sequence[tuple[int, int]]) -> list[Agreement | None]:
    """Single ones, by partnership and place; None for those of others."""
    of = await agreements(viewer, [partnership_key for partnership_key, _ in places])
    known = {(one.partnership_key, one.place): one for some in of.values() for one in some}
    return [known.get(place) for place in places]


async def changes(
    viewer: Viewer, keys: Sequence[int], first: int | None = None, after: str | None = None
) -> dict[int, Page[Change]]:
    """What was proposed for partnerships that a query of the viewer's has found, the newest first."""
    part = keyed.asked(viewer, first, after)
    of: dict[int, list[Row]] = {key: [] for key in keys}
    for row in await viewer.house.database.fetch(CHANGES, list(keys), keyed.place(part), part.size + 1):
        of[row[1]].append(row)
    return {key: keyed.page(found, part, partnerships.change) for key, found in of.items()}


async def open_changes(viewer: Viewer, keys: Sequence[int]) -> dict[int, Change]:
    """Those that wait for an answer, by partnership."""
    found = await viewer.house.database.fetch(OPEN_CHANGES, list(keys))
    return {row[1]: partnerships.change(row) for row in found}


async def some_changes(viewer: Viewer, keys: Sequence[int]) -> dict[int, Change]:
    """Those of the named that are of partnerships of the viewer's account."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME_CHANGES, viewer.account.key, list(keys))
    return {row[0]: partnerships.change(row) for row in found}


async def actively_collaborating(viewer: Viewer, account_keys: Sequence[int]) -> dict[int, bool]:
    """With which accounts the viewer's has an active collaboration of agency and creator (COL-9)."""
    access.messaging(viewer)
    query = ACTIVE[_is_creator(viewer)]
    found = await viewer.house.database.fetch(query, viewer.account.key, list(account_keys), clock.now())
    active = {row[0] for row in found}
    return {key: key in active for key in account_keys}


def _is_creator(viewer: Viewer) -> bool:
    return viewer.account.kind == AccountKind.CREATOR

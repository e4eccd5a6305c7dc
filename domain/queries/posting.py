"""What webhooks are told, and as whom: the account itself, as a member of it would be who may do everything (EVT-7)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.house import House
from domain.members import Role, User
from domain.queries import events, topics
from domain.queries.events import AccessChanged
from domain.rows import ACCOUNT_WIDTH, account, account_columns
from domain.viewer import Viewer
from models.sql import statement
from models.teams import ALL_PERMISSIONS

DUE = statement("SELECT 1 FROM webhook_deliveries WHERE due_at <= $1 LIMIT 1")
ACCOUNT = statement(f"""
    SELECT {account_columns("me")}, h.position, me.external_id
    FROM accounts me JOIN feed_heads h ON h.account_id = me.id WHERE me.id = $1""")

NOBODY = User(0, "usr_0", "", "")
EVERYTHING = Role(0, "rol_0", "", ALL_PERMISSIONS, is_owner=False)


@dataclass(frozen=True, slots=True)
class Told:
    """An account as it sees itself, and an event of its feed: None for one that is gone or that it may not hear of."""

    viewer: Viewer
    external_id: str | None
    event: Any | None


async def due(house: House, now: datetime) -> bool:
    """Whether there is anything to post: a read that keeps no writer waiting, unlike a claim."""
    return await house.database.fetch_row(DUE, now) is not None


async def told(house: House, account_key: int, number: int) -> Told | None:
    """What an account was told at a place, as things stand now; None for an account that is not there."""
    row = await house.database.fetch_row(ACCOUNT, account_key)
    if row is None:
        return None
    position, external_id = row[ACCOUNT_WIDTH:]
    me = account(row[:ACCOUNT_WIDTH])
    viewer = Viewer(house, NOBODY, me, EVERYTHING, ALL_PERMISSIONS, position, 0)
    event = await events.one(house, account_key, number)
    if event is not None and not topics.hears(viewer, event):
        event = None
    elif isinstance(event, AccessChanged):
        event = replace(event, viewer=viewer)
    return Told(viewer, external_id, event)

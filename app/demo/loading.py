"""Loads the demo through the domain's doors. Each step does what is missing, so that a second try completes a first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import argon2

from app import settings
from app.darkroom import Darkroom
from app.demo import goods, past, pools, there
from app.demo.cast import BLOCKS, INVITED, PEOPLE, REPORTS, STATUSES, TEAMS, Cast, TeamMember, cast
from app.demo.figures import figures
from app.demo.stage import Stage
from app.demo.telling import LENGTH, tell
from app.demo.there import There
from app.demo.told import Conversation, conversations
from app.store import Store
from domain import clock
from domain.actions import accounts, blocks, imports, member_invitations, reports, teams, timers
from domain.actions.imports import History, PastMessage
from domain.house import House
from domain.queries import teams as team
from domain.queries import viewers
from domain.viewer import System, Viewer
from models.due import DueKind

BATCH = 50

# Everybody can guess these passwords, so they need not be slow to try either.
CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of the cast, by handle."""

    accounts: Mapping[str, int]
    users: Mapping[str, int]


async def load(house: House, store: Store | None = None) -> bool:
    """Load the demo marketplace if it is not there, and say whether it had to be loaded; safe to interrupt.

    Its pictures go where the settings say, unless `store` says where. All that people do with cards happens in the past
    (app.demo.past), so only a process may load that serves nobody meanwhile.
    """
    if await there.done(house):
        return False
    system, everybody, present = System(house), cast(), clock.now()
    # What an interrupted load has begun goes on from the same moment, so that its times stay what they were.
    began = await there.began(house) or present - LENGTH
    now = min(began + LENGTH, present)
    with past.at(began):
        keys = Keys(await _make_accounts(system, everybody), await _make_users(system, everybody))
        found = await there.look(house, keys.accounts.values())
        unfed = {handle: key for handle, key in keys.accounts.items() if key not in found.fed}
        await accounts.record_statistics(system, figures(everybody, unfed, house.policy, present))
        await _make_teams(system, keys, found)
        products = await goods.make(system, everybody, keys.accounts)
        await pools.feed(system, everybody, began)
    await _bring_conversations(system, found, [_history(told, keys, now) for told in conversations(everybody)])
    store = store or Store(settings.load().media)
    await tell(Stage(house, store, Darkroom(), now, keys.accounts, keys.users, products))
    for who, whom in BLOCKS:
        await blocks.block(await _owner(house, who, keys), keys.accounts[whom])
    await _leave_open(house, keys)
    for handle, (status, reason) in STATUSES.items():
        await accounts.set_status(system, keys.accounts[handle], status, reason)
        while await timers.run(system, DueKind.STATUS_IS_TOLD, keys.accounts[handle]):
            pass
    return True


async def _make_accounts(system: System, everybody: Cast) -> dict[str, int]:
    keys = await there.accounts(system.house, everybody.accounts)
    for handle, new in everybody.accounts.items():
        if handle not in keys:
            keys[handle] = await accounts.create(system, new)
    return keys


async def _make_users(system: System, everybody: Cast) -> dict[str, int]:
    """Each account's owner, of the same handle, and the other members of teams."""
    names = {handle: creator.account.name for handle, creator in everybody.creators.items()}
    names |= {handle: partner.owner for handle, partner in everybody.partners.items()}
    names |= {member.handle: member.name for member in TEAMS}
    keys = await there.users(system.house, names)
    for handle, name in names.items():
        if handle not in keys:
            hashed = CHEAP.hash(handle) if handle in PEOPLE else None
            keys[handle] = await teams.create_user(system, handle, name, password_hash=hashed)
    return keys


async def _make_teams(system: System, keys: Keys, found: There) -> None:
    for handle, key in keys.accounts.items():
        if (key, keys.users[handle]) not in found.members:
            await teams.add_owner(system, key, keys.users[handle])
    for member in TEAMS:
        account_key, user_key = keys.accounts[member.account], keys.users[member.handle]
        if (account_key, user_key) in found.members:
            continue
        if member.permissions is None:
            await teams.add_owner(system, account_key, user_key)
        else:
            owner = await _owner(system.house, member.account, keys)
            await teams.add_member(owner, user_key, await _role(owner, member, found))


async def _role(owner: Viewer, member: TeamMember, found: There) -> int:
    role_key = found.roles.get((owner.account.key, member.role)) or await teams.create_role(owner, member.role)
    if member.permissions is not None:
        await teams.set_permissions(owner, role_key, member.permissions)
    return role_key


async def _leave_open(house: House, keys: Keys) -> None:
    """What waits for somebody: invitations to teams, and reports."""
    for handle, email, role in INVITED:
        owner = await _owner(house, handle, keys)
        (role_key,) = [one.key for one in await team.roles(owner) if one.name == role]
        await member_invitations.invite(owner, f"demo invites {email}", email, role_key)
    for handle, shop, reason, note in REPORTS:
        viewer, other = await _owner(house, handle, keys), keys.accounts[shop]
        ((conversation,),) = await house.database.fetch(there.CONVERSATION, viewer.account.key, other)
        ((sequence,),) = await house.database.fetch(there.SAID, conversation, other)
        await reports.report(viewer, conversation, sequence, reason=reason, note=note)


async def _owner(house: House, handle: str, keys: Keys) -> Viewer:
    """The owner of the same handle, acting for an account."""
    return await viewers.identify(house, keys.users[handle], handle)


async def _bring_conversations(system: System, found: There, histories: list[History]) -> None:
    missing = [history for history in histories if (history.creator_key, history.partner_key) not in found.started]
    for start in range(0, len(missing), BATCH):
        await imports.import_conversations(system, missing[start : start + BATCH])


def _history(told: Conversation, keys: Keys, now: datetime) -> History:
    said = [
        PastMessage(
            from_creator=line.from_creator,
            text=line.text,
            sent_at=now - timedelta(seconds=ago),
            sent_by_key=keys.users[told.creator if line.from_creator else told.writer],
        )
        for line, ago in told.lines
    ]
    return History(
        creator_key=keys.accounts[told.creator],
        partner_key=keys.accounts[told.partner],
        started_by_creator=told.by_creator,
        entry_point=told.entry_point,
        started_at=now - timedelta(seconds=told.started_ago),
        messages=said,
        creator=told.creator_side,
        partner=told.partner_side,
    )

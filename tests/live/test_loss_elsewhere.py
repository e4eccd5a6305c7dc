"""Who loses the right to listen is ended within a second, on whichever process they listen (ACC-4)."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from app import houses, sign_in
from app.settings import Settings
from models.accounts import AccountKind
from models.migrate import migrate
from models.teams import ALL_PERMISSIONS, Permission
from tests.cast import member, person
from tests.processes import Process, process
from tests.wire import SECRET, Wire

SAVE_ROLE = """mutation Save($id: ID, $name: String!, $held: [Permission!]!) {
    saveRole(input: { roleId: $id, name: $name, permissions: $held }) { ... on RoleSuccess { role { id } } } }"""
ASSIGN = """mutation Assign($member: ID!, $role: ID!) {
    assignRole(input: { membershipId: $member, roleId: $role }) { ... on AssignRoleSuccess { membership { id } } } }"""
REMOVE = """mutation Remove($member: ID!) {
    removeMember(input: { membershipId: $member }) { ... on RemoveMemberSuccess { membershipId } } }"""
SET_STATUS = """mutation Set($account: ID!) {
    setAccountStatus(input: { accountId: $account, status: DEACTIVATED, reason: "spam" }) {
        ... on AccountStatusSuccess { account { status } } } }"""
SETTINGS = Settings(secret=SecretStr(SECRET))


@pytest.fixture
async def two(database_url: str, dialect: str, tmp_path: Path) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes on one PostgreSQL; one, twice, on SQLite."""
    await migrate(database_url)
    async with AsyncExitStack() as open_ones:
        here = await open_ones.enter_async_context(process(database_url, tmp_path / "here"))
        await here.start()
        there = here
        if dialect == "postgres":
            there = await open_ones.enter_async_context(process(database_url, tmp_path / "there"))
            await there.start()
        yield here, there


@pytest.mark.rule("ACC-4")
@pytest.mark.rule("PLT-3")
async def test_a_loss_ends_subscriptions_on_every_process(database_url: str, two: tuple[Process, Process]) -> None:
    here, there = two
    async with houses.opened(SETTINGS.model_copy(update={"database": database_url})) as house:
        acme = await person(house, AccountKind.SELLER, "acme")
        guests = [await member(acme, f"guest{n}", Permission.INSTANT_MESSAGING) for n in range(3)]
        aide = await member(acme, "aide", ALL_PERMISSIONS)

    def token(user_key: int) -> str:
        return sign_in.issue(SETTINGS.key, user_key)[0]

    staff = sign_in.issue_platform(SETTINGS.key, "ada", sign_in.Platform.STAFF)[0]
    async with AsyncExitStack() as wires:
        owner = await wires.enter_async_context(Wire(here.url, token(acme.user_key), "acme"))
        platform = await wires.enter_async_context(Wire(here.url, staff))
        ears = []
        for who in (*guests, aide):
            client = await wires.enter_async_context(Wire(there.url, token(who.user.key), "acme"))
            ears.append(await client.listen())
        await asyncio.sleep(0.5)  # until they are live
        empty = (await owner.ask(SAVE_ROLE, id=None, name="Empty", held=[]))["saveRole"]["role"]["id"]
        one, two_, three = guests
        losses = [
            (owner, SAVE_ROLE, {"id": one.role.id, "name": "Less", "held": ["LEAD_MANAGEMENT"]}, "FORBIDDEN"),
            (owner, ASSIGN, {"member": f"mbr_{two_.membership_key}", "role": empty}, "FORBIDDEN"),
            (owner, REMOVE, {"member": f"mbr_{three.membership_key}"}, "FORBIDDEN"),
            (platform, SET_STATUS, {"account": f"acc_{acme.key}"}, "ACCESS_REVOKED"),
        ]
        for ear, (by, document, given, code) in zip(ears, losses, strict=True):
            began = time.monotonic()
            (answer,) = (await by.ask(document, **given)).values()
            assert answer, document

            assert (await ear.end(1)).code == code
            assert time.monotonic() - began < 1
            await ear.close()

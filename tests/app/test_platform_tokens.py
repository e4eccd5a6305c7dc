"""Tokens of the marketplace's staff and services: what makes them, and what they are good for."""

from typing import Any

import pytest

from app import sign_in
from app.sign_in import ROLE_CLAIM, Platform
from models.accounts import AccountKind
from tests.app.forgery import signed_with
from tests.app.served import SECRET, Client, house_of
from tests.cast import person

KEY = SECRET.get_secret_value().encode()
LATER = 2**33
WHO = {"query": "{ viewer { user { handle } } inbox { nodes { id } } }"}


@pytest.fixture
def dialect() -> str:
    """Signing in is the same on both."""
    return "sqlite"


async def asked(client: Client, token: str) -> dict[str, Any]:
    """What the server answers a member's question."""
    answer = await client.post("/graphql", json=WHO, headers={"Authorization": f"Bearer {token}"})
    said: dict[str, Any] = await answer.json()
    return said


@pytest.mark.parametrize("platform", Platform)
async def test_the_platforms_own_tokens_are_no_members(client: Client, platform: Platform) -> None:
    await person(house_of(client), AccountKind.CREATOR, "maya")
    token, _ = sign_in.issue_platform(KEY, "maya", platform)

    said = await asked(client, token)

    assert said["data"] is None
    assert {error["extensions"]["code"] for error in said["errors"]} == {"FORBIDDEN"}


async def test_another_role_makes_no_token(client: Client) -> None:
    token = signed_with(KEY, {"iss": "parley", "sub": "root", "exp": LATER, ROLE_CLAIM: "admin"})

    said = await asked(client, token)

    assert {error["extensions"]["code"] for error in said["errors"]} == {"UNAUTHENTICATED"}


async def test_only_who_has_the_secret_makes_one(client: Client) -> None:
    token, _ = sign_in.issue_platform(b"some other secret, of somebody else's service", "root", Platform.STAFF)

    said = await asked(client, token)

    assert {error["extensions"]["code"] for error in said["errors"]} == {"UNAUTHENTICATED"}

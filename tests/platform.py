"""Asking a served Parley as the marketplace's staff or one of its services."""

from typing import Any

from app import sign_in
from app.pages import KEY
from app.sign_in import Platform
from tests.app.served import Client

Answered = tuple[Any, list[dict[str, Any]]]


async def ask(client: Client, platform: Platform, document: str, **variables: Any) -> Answered:
    """The data and the errors."""
    assert client.app is not None
    token, _ = sign_in.issue_platform(client.app[KEY], "sam", platform)
    body = {"query": document, "variables": variables}
    async with client.post("/graphql", json=body, headers={"Authorization": f"Bearer {token}"}) as response:
        said = await response.json()
    return said.get("data"), said.get("errors", [])

"""Asking for exports, and reading what their links lead to."""

import json
from typing import Any

from tests.app.served import Asking, Client
from tests.schema.conftest import Api

EXPORT = """mutation($id: ID!, $format: ExportFormat!) {
    exportConversation(input: {conversationId: $id, format: $format}) { __typename ... on Problem { code detail }
        ... on ExportSuccess { url urlExpiresAt } } }"""
ACCOUNT = """mutation($id: ID!) { exportAccount(input: {accountId: $id}) { __typename ... on Problem { code }
    ... on ExportSuccess { url urlExpiresAt } } }"""


async def linked_to(api: Api, who: Asking, key: int, form: str = "JSON_LINES") -> str:
    """The link to a conversation's export."""
    data, errors = await api(who, EXPORT, id=f"cnv_{key}", format=form)
    assert errors == []
    url: str = data["exportConversation"]["url"]
    return url


async def read(client: Client, url: str) -> tuple[int, str, dict[str, str]]:
    """What a link leads to: status, body, headers."""
    async with client.get(url) as response:
        return response.status, await response.text(), dict(response.headers)


async def lines(client: Client, url: str) -> list[dict[str, Any]]:
    """The same, line by line."""
    status, body, _ = await read(client, url)
    assert status == 200, body
    return [json.loads(line) for line in body.splitlines()]


async def code(client: Client, url: str) -> tuple[int, str]:
    """What refuses a link."""
    status, body, _ = await read(client, url)
    return status, json.loads(body)["errors"][0]["extensions"]["code"]


async def account_url(api: Api, who: Asking, key: int) -> str:
    """The link to an account's export, as one of its own asks."""
    data, errors = await api(who, ACCOUNT, id=f"acc_{key}")
    assert errors == []
    url: str = data["exportAccount"]["url"]
    return url

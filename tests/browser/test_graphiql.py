"""GraphiQL as a newcomer meets it, in a real browser."""

import uuid
from collections.abc import AsyncIterator

import pytest

from app.settings import Mode
from models.accounts import AccountKind
from tests import serving
from tests.browser.chromium import Window
from tests.cast import person
from tests.processes import Process
from tests.wire import PATIENCE, SEND, Wire

EDITOR, ANSWER, TAB = ".graphiql-query-editor", ".result-window", ".graphiql-tab"
RUN, SIDE = ".graphiql-execute-button", ".graphiql-plugin"
DOCUMENTATION, EXPLORER = "[aria-label='Show Documentation Explorer']", "[aria-label='Show GraphiQL Explorer']"
ATTEMPTS = 5  # as many messages as a seller sends without a response
THREAD = '{ account(handle: "maya") { conversation { id lastMessage { text sender { handle } } } } }'


@pytest.fixture
async def acme(demo: Process) -> AsyncIterator[Wire]:
    """Somebody else of the demo, somewhere else."""
    async with Wire(demo.url, demo.run("token", "--as", "acme").strip(), "acme") as wire:
        yield wire


async def opened(window: Window, url: str) -> None:
    """Go there, until the page has the schema."""
    await window.open(url)
    await window.sees("query Inbox", EDITOR)
    await window.click(DOCUMENTATION)
    await window.sees("Root Types", SIDE)
    await window.click("[aria-label='Hide Documentation Explorer']")


async def test_a_newcomer_asks_writes_and_listens(window: Window, demo: Process, acme: Wire) -> None:
    await window.open(demo.url)
    await window.click("a", "Open GraphiQL as maya")
    await window.sees("query Inbox", EDITOR)
    assert await window.run("document.title") == "Parley"

    await window.click(RUN)
    await window.sees('"handle": "maya"', ANSWER)

    await window.click(TAB, "Send")
    await window.sees("mutation Send", EDITOR)
    await window.click(RUN)
    await window.sees('"__typename": "SendMessageSuccess"', ANSWER)
    conversation = (await acme.ask(THREAD))["account"]["conversation"]
    assert conversation["lastMessage"] == {"text": "Hello!", "sender": {"handle": "maya"}}

    await window.click(TAB, "Listen")
    await window.sees("subscription Listen", EDITOR)
    await window.click(RUN)
    await hears(window, acme, conversation["id"])
    await window.sees('"handle": "acme"', ANSWER)


async def hears(window: Window, who: Wire, conversation: str) -> None:
    """Whether what somebody says is shown. Nothing tells when listening has begun, so it is said until it is heard."""
    for attempt in range(ATTEMPTS):
        words = f"Are you there? ({attempt})"
        await who.ask(SEND, conversation=conversation, made=str(uuid.uuid4()), text=words)
        try:
            return await window.sees(words, ANSWER, seconds=PATIENCE / ATTEMPTS)
        except TimeoutError:
            continue
    raise AssertionError("what was said was not heard")


async def test_the_schema_explains_itself(window: Window, demo: Process) -> None:
    await opened(window, f"{demo.url}/graphiql?as=maya")

    await window.click(DOCUMENTATION)
    await window.click(f"{SIDE} a", "Mutation")
    await window.sees("Safe to repeat with the same clientMessageId.", SIDE)

    await window.click(EXPLORER)
    await window.click(f"{SIDE} .graphiql-explorer-field-view", "permissions")
    await window.sees("permissions", EDITOR)


async def test_what_is_typed_is_completed_and_checked(window: Window, demo: Process) -> None:
    await opened(window, f"{demo.url}/graphiql?as=maya")

    await window.click(f"{EDITOR} .view-line", "position")
    await window.write(" mem")
    await window.sees("memberships", ".suggest-widget")

    await window.until(f"document.querySelector('{EDITOR} .squiggly-error') !== null", "the mistake is not marked")


async def test_one_can_be_somebody_else(window: Window, demo: Process) -> None:
    await opened(window, f"{demo.url}/graphiql")

    await window.run(
        "(() => { const picker = document.querySelector('.bar select'); picker.value = 'northstar';"
        " picker.dispatchEvent(new Event('change', { bubbles: true })); })()"
    )

    await window.until("location.search === '?as=northstar'", "the page stays")
    await opened(window, f"{demo.url}/graphiql?as=northstar")
    await window.click(RUN)
    await window.sees('"handle": "northstar"', ANSWER)


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_in_production_a_token_is_asked_for(window: Window, database_url: str) -> None:
    async with serving.serving(database_url, mode=Mode.PRODUCTION, introspection=True) as served:
        maya = await person(served.house, AccountKind.CREATOR, "maya")
        await opened(window, f"{served.url}/graphiql")

        await window.click(".bar input[type=password]")
        await window.write(served.token(maya.user_key))
        await window.click(".bar button", "Sign in")

        await window.sees("You are Maya.", ".bar")
        await window.sees("query Inbox", EDITOR)
        await window.click(RUN)
        await window.sees('"handle": "maya"', ANSWER)

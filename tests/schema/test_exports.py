"""Exports of conversations, as clients ask for them and read them."""

import csv
import io
import json
from typing import Any

import aiohttp
import pytest

from app import rendering
from app.sign_in import Platform
from domain.actions import accounts, recalls, teams
from domain.house import House
from domain.viewer import System
from models.accounts import AccountStatus
from models.sql import statement
from models.teams import Permission
from tests import platform
from tests.app.served import Client
from tests.cast import (
    Person,
    invited,
    linked,
    listed,
    member,
    offered,
    pictured,
    requested,
    say,
    sent_list,
    shown,
    started,
    target,
    uploaded,
)
from tests.conftest import Hands, NothingHappens
from tests.exporting import ACCOUNT, EXPORT, code, lines, linked_to, read
from tests.schema.conftest import Api

REPORT = """mutation($id: ID!) { reportMessage(input: {messageId: $id, reason: SPAM, note: "a strange thing"}) {
    __typename ... on Problem { detail } } }"""
TALK = Permission.INSTANT_MESSAGING | Permission.INTEGRATIONS


@pytest.mark.rule("MSG-9", part="export")
@pytest.mark.rule("MSG-5")
async def test_a_conversation_as_json_lines(api: Api, client: Client, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello", "a word too many")
    await recalls.recall(await acme.viewer(), key, 2)
    await say(maya, key, "hi, é かきくけこ")
    (red,) = await offered(acme, "Red", samples_offered=True)
    await shown(acme, key, [red])
    await pictured(maya, key, await uploaded(maya))
    await requested(maya, red)

    status, body, headers = await read(client, await linked_to(api, acme, key))
    said = [json.loads(line) for line in body.splitlines()]

    assert status == 200
    assert headers["Content-Type"] == "application/jsonl; charset=utf-8"
    assert headers["Content-Disposition"] == f'attachment; filename="conversation-{key}.jsonl"'
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")
    assert [(one["sequence"], one["kind"], one["sender"]["handle"], one["text"]) for one in said] == [
        (1, "TEXT", "acme", "hello"),
        (2, "TEXT", "acme", None),
        (3, "TEXT", "maya", "hi, é かきくけこ"),
        (4, "PRODUCT", "acme", None),
        (5, "PHOTO", "maya", None),
        (6, "SAMPLE", "maya", None),
    ]
    assert "too many" not in body.replace("acme says a word too many", "")
    assert [one["recalledAt"] is not None for one in said] == [False, True, False, False, False, False]
    assert said[0]["id"] == f"msg_{key}_1"
    assert (said[0]["sentBy"], said[0]["clientMessageId"]) == ({"handle": "acme"}, "acme says hello")
    assert (said[2]["sentBy"], said[2]["clientMessageId"]) == (None, None)  # the other side's own
    (item,) = said[3]["card"]["items"]
    assert (item["title"], item["price"]) == ("Red", {"amount": "10.00", "currency": "USD"})
    assert said[4]["media"] == {"contentType": "image/jpeg", "width": 64, "height": 48}
    assert said[5]["card"]["title"] == "Red"


@pytest.mark.rule("MSG-9", part="export")
async def test_a_conversation_as_csv(api: Api, client: Client, acme: Person, maya: Person) -> None:
    key = await started(maya, acme)
    hostile = ["=1+1", "+1", "-1", "@sum(a1)", "\uff1d1+1", 'say "hi",\nplease']
    await say(maya, key, *hostile)
    await shown(acme, key, await offered(acme, "Red", "Blue"))

    status, body, headers = await read(client, await linked_to(api, acme, key, "CSV"))
    rows = list(csv.DictReader(io.StringIO(body, newline="")))

    assert (status, headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert headers["Content-Disposition"] == f'attachment; filename="conversation-{key}.csv"'
    assert [row["text"] for row in rows] == [*(f"'{text}" for text in hostile[:5]), hostile[5], "look at these"]
    assert rows[6]["products"] == "Red (10.00 USD, 12.5 %); Blue (10.00 USD, 12.5 %)"
    assert [row["clientMessageId"] for row in rows] == [*[""] * 6, "acme shows [1, 2] look at these"]
    assert [row["sequence"] for row in rows] == [*"1234567"]


@pytest.mark.rule("MSG-9", part="export")
async def test_a_long_conversation_comes_whole_and_in_order(
    api: Api, client: Client, acme: Person, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "PAGE", 2)
    key = await started(maya, acme)
    for n in range(7):
        await say(maya, key, f"{n}")

    for form, head in (("JSON_LINES", 0), ("CSV", 1)):
        _, body, _ = await read(client, await linked_to(api, acme, key, form))
        assert len(body.splitlines()) == 7 + head
    assert [one["text"] for one in await lines(client, await linked_to(api, acme, key))] == [*"0123456"]


async def test_every_kind_of_card_can_be_exported(
    api: Api, client: Client, acme: Person, northstar: Person, maya: Person
) -> None:
    (red,) = await offered(acme, "Red")
    await invited(acme, await target(acme, [red]), maya)
    await linked(northstar, maya)
    with_agency = await started(northstar, maya)
    await sent_list(northstar, with_agency, await listed(northstar, [red]))

    cards = [
        one["card"]["__typename"]
        for key in (await started(acme, maya), with_agency)
        for one in await lines(client, await linked_to(api, maya, key))
        if one["card"]
    ]

    assert cards == ["TargetCollaborationCard", "LinkInvitationCard", "ProductListCard"]


@pytest.mark.rule("MSG-9", part="export")
async def test_who_may_export(
    api: Api, acme: Person, maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    cannot = await member(acme, "talker", Permission.INSTANT_MESSAGING)
    reader = await member(acme, "reader", Permission.INTEGRATIONS)

    async with nothing_happens():
        for who, id, refusal in (
            (cannot, f"cnv_{key}", "FORBIDDEN"),
            (cannot, "nonsense", "FORBIDDEN"),
            (reader, f"cnv_{key}", "FORBIDDEN"),
            (noor, f"cnv_{key}", "NOT_FOUND"),
            (acme, "cnv_99", "NOT_FOUND"),
            (acme, "nonsense", "INVALID_INPUT"),
        ):
            data, errors = await api(who, EXPORT, id=id, format="CSV")
            assert (errors, data["exportConversation"]["code"]) == ([], refusal)
    await accounts.set_status(System(acme.house), acme.key, AccountStatus.SHUT_DOWN)
    data, _ = await api(acme, EXPORT, id="nonsense", format="CSV")
    assert data["exportConversation"]["code"] == "ACCESS_REVOKED"


@pytest.mark.rule("MSG-9", part="export")
async def test_what_a_link_may_show_is_asked_when_it_is_followed(
    api: Api, client: Client, acme: Person, maya: Person, clock: Hands
) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    helper = await member(acme, "helper", TALK)
    url = await linked_to(api, helper, key)
    assert len(await lines(client, url)) == 1

    await teams.set_permissions(await acme.viewer(), helper.role.key, Permission.INSTANT_MESSAGING)
    assert await code(client, url) == (403, "FORBIDDEN")
    await teams.set_permissions(await acme.viewer(), helper.role.key, TALK)
    assert len(await lines(client, url)) == 1
    await accounts.set_status(System(acme.house), acme.key, AccountStatus.DEACTIVATED)
    assert await code(client, url) == (403, "ACCESS_REVOKED")
    await accounts.set_status(System(acme.house), acme.key, AccountStatus.ACTIVE)
    await teams.remove_member(await acme.viewer(), helper.membership_key)
    assert await code(client, url) == (403, "FORBIDDEN")


async def test_a_permission_that_is_lost_amid_it_cuts_it_short(
    api: Api, client: Client, acme: Person, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "PAGE", 1)
    key = await started(acme, maya)
    await say(acme, key, "one", "two", "three")
    helper = await member(acme, "helper", TALK)
    url = await linked_to(api, helper, key)
    asked = rendering._asked
    times = 0

    async def losing(*who: Any) -> Any:
        nonlocal times
        times += 1
        if times == 3:
            await teams.remove_member(await acme.viewer(), helper.membership_key)
        return await asked(*who)

    monkeypatch.setattr(rendering, "_asked", losing)

    with pytest.raises(aiohttp.ClientPayloadError):
        await read(client, url)


async def test_a_link_is_good_for_ten_minutes_and_as_it_was_made(
    api: Api, client: Client, acme: Person, maya: Person, clock: Hands
) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    url = await linked_to(api, acme, key)

    clock.advance(seconds=599)
    assert len(await lines(client, url)) == 1
    for other in (
        url.replace(f".{key}.", ".99."),
        url[:-1] + ("a" if url[-1] != "a" else "b"),
        "/exports/",
        "/exports/a.b",
    ):
        assert await code(client, other) == (404, "NOT_FOUND")
    clock.advance(seconds=1)
    assert await code(client, url) == (410, "NOT_FOUND")


async def test_exports_are_noted(api: Api, client: Client, house: House, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")

    await linked_to(api, acme, key, "CSV")
    await platform.ask(client, Platform.STAFF, ACCOUNT, id=f"acc_{maya.key}")

    query = statement(
        """SELECT account_id, actor, name, action, subject, facts FROM audit_entries
        WHERE action LIKE '%EXPORTED' ORDER BY id"""
    )
    assert [tuple(row) for row in await house.database.fetch(query)] == [
        (acme.key, "MEMBER", None, "CONVERSATION_EXPORTED", f"cnv_{key}", '{"format":"CSV"}'),
        (maya.key, "STAFF", "sam", "ACCOUNT_EXPORTED", f"acc_{maya.key}", None),
    ]


async def test_a_page_of_another_origin_reads_it(api: Api, client: Client, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    url = await linked_to(api, acme, key)

    async with client.get(url, headers={"Origin": "http://localhost:5173"}) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "http://localhost:5173"
        assert response.headers["X-Request-Id"]
        assert len((await response.text()).splitlines()) == 1
    async with client.head(url) as response:
        assert (response.status, await response.read()) == (200, b"")


async def test_no_link_stands_in_the_log(  # noqa: PLR0917 - the places that a log goes to
    api: Api,
    client: Client,
    acme: Person,
    maya: Person,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    url = await linked_to(api, acme, key)
    await read(client, url)

    out, err = capfd.readouterr()
    assert "/exports/…" in out + err + caplog.text
    assert url.rpartition(".")[2] not in out + err + caplog.text


@pytest.mark.rule("MSG-9")
async def test_what_is_exported_can_be_reported_and_a_report_is_in_no_export(
    api: Api, client: Client, acme: Person, maya: Person
) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    (line,) = await lines(client, await linked_to(api, maya, key))

    data, errors = await api(maya, REPORT, id=line["id"])

    assert (errors, data["reportMessage"]["__typename"]) == ([], "ReportMessageSuccess")
    for who in (acme, maya):
        assert "a strange thing" not in (await read(client, await linked_to(api, who, key)))[1]

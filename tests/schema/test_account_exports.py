"""All that an account has, as its owners and the platform read it; and what an erasure leaves of it."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.sign_in import Platform
from domain.actions import reports, teams
from domain.house import House
from domain.viewer import System
from domain.webhooks import EventKind
from models.accounts import AccountKind
from models.reports import ReportReason
from models.teams import Permission
from tests import erasing, platform
from tests.app.served import Client
from tests.cast import Person, member, pictured, started, uploaded
from tests.conftest import Hands, NothingHappens
from tests.erasing import erase
from tests.exporting import ACCOUNT, account_url, code, lines, linked_to, read
from tests.hooks import hooked
from tests.pools import write
from tests.schema.conftest import Api


@pytest.mark.rule("PLT-4")
async def test_all_that_a_creator_has(api: Api, client: Client, acme: Person, northstar: Person, clock: Hands) -> None:
    maya, key = await erasing.creator(acme.house, acme, northstar, clock)

    said = await lines(client, await account_url(api, maya, maya.key))

    assert {one["type"] for one in said} == {
        "account", "member", "memberInvitation", "licence", "liveDashboard", "conversation", "message", "savedReply",
        "scheduledMessage", "upload", "report", "invitation", "partnership", "sample", "collaborationRequest",
        "notification",
    }  # fmt: skip
    assert said[0]["handle"] == maya.handle
    talk = [one for one in said if one["type"] == "message" and one["conversationId"] == f"cnv_{key}"]
    assert [one["sequence"] for one in talk] == list(range(1, len(talk) + 1))
    assert talk[1]["text"] is None  # recalled
    assert next(one["text"] for one in talk if one["sender"] == f"acc_{acme.key}") == f"{erasing.KEPT} one"
    assert {one["clientMessageId"] for one in talk if one["sender"] == f"acc_{acme.key}"} == {None}
    samples = [one for one in said if one["type"] == "sample"]
    assert samples[0]["address"]["line1"] == erasing.ADDRESS.line1
    others = {f"{erasing.KEPT} note", f"{erasing.KEPT} lead"}  # what partners write about it for themselves
    assert not any(words in json.dumps(said) for words in others)


@pytest.mark.rule("PLT-4")
@pytest.mark.parametrize("kind", [AccountKind.SELLER, AccountKind.AGENCY])
async def test_all_that_a_partner_has(client: Client, maya: Person, clock: Hands, kind: AccountKind) -> None:
    who = await erasing.partner(maya.house, kind, maya, clock)

    data, errors = await platform.ask(client, Platform.SERVICE, ACCOUNT, id=f"acc_{who.key}")
    said = await lines(client, data["exportAccount"]["url"])

    assert errors == []
    theirs = {AccountKind.SELLER: {"product", "targetCollaboration", "invitation", "sample"},
              AccountKind.AGENCY: {"campaign", "productList", "partnership"}}  # fmt: skip
    assert {one["type"] for one in said} == {
        "account", "member", "memberInvitation", "conversation", "message", "savedReply", "scheduledMessage",
        "bulkMessage", "note", "label", "upload", "report", "lead", "notification", *theirs[kind],
    }  # fmt: skip
    assert [one["text"] for one in said if one["type"] == "note"] == [f"{erasing.WORD} note"]
    cards = [one for one in said if one["type"] == "message" and one["products"]]
    assert cards[0]["products"][0]["price"] == "10.00"


@pytest.mark.rule("PLT-4", part="webhooks")
async def test_endpoints_of_webhooks_are_among_it_without_their_secrets(api: Api, client: Client, acme: Person) -> None:
    hook = await hooked(acme, EventKind.SAMPLE_CHANGED, EventKind.LEAD_CHANGED)

    said = await lines(client, await account_url(api, acme, acme.key))

    (one,) = [line for line in said if line["type"] == "webhook"]
    assert (one["id"], one["url"], one["status"]) == (hook.id, hook.url, "ACTIVE")
    assert one["kinds"] == ["SAMPLE_CHANGED", "LEAD_CHANGED"]
    assert hook.secret not in json.dumps(said)


async def lead(by: Person, creator: Person, until: datetime) -> None:
    """A LIVE partner with a lead by request."""
    await write(by.house, "UPDATE accounts SET live_partner = TRUE WHERE id = $1", by.key)
    await erasing.put(
        by.house, "leads", partner_id=by.key, creator_id=creator.key, source="COLLABORATION_REQUEST",
        status="FOLLOW_UP", requested_at=until - timedelta(days=7), contact_shared=True, licensed_until=until,
        licensed='{"contact": "555-1234"}', level="SILVER", followers=7, search_text="maya",
    )  # fmt: skip


@pytest.mark.rule("PLT-4")
@pytest.mark.rule("MSG-9")
async def test_a_report_is_in_the_copy_of_who_made_it_and_in_no_way_in_the_others(
    api: Api, client: Client, acme: Person, maya: Person
) -> None:
    key = await started(maya, acme)
    sent = await pictured(maya, key, await uploaded(maya))
    before = await lines(client, await account_url(api, maya, maya.key))

    await reports.report(await acme.viewer(), key, sent, reason=ReportReason.SPAM, note="a note")

    assert await lines(client, await account_url(api, maya, maya.key)) == before
    (made,) = [one for one in await lines(client, await account_url(api, acme, acme.key)) if one["type"] == "report"]
    assert (made["conversationId"], made["sequence"], made["reason"], made["note"], made["resolvedAt"]) == (
        f"cnv_{key}", sent, "SPAM", "a note", None,
    )  # fmt: skip


@pytest.mark.rule("PLT-4")
async def test_licensed_data_is_exported_until_its_last_second(
    api: Api, client: Client, acme: Person, maya: Person, clock: Hands
) -> None:
    until = clock.at + timedelta(days=7)
    await lead(acme, maya, until)

    async def licensed() -> Any:
        said = await lines(client, await account_url(api, acme, acme.key))
        return [one["licensedData"] for one in said if one["type"] == "lead"]

    clock.at = until - timedelta(seconds=1)
    url = await account_url(api, acme, acme.key)
    assert await licensed() == [{"contact": "555-1234", "profile": None, "bestLive": None}]
    clock.at = until
    assert await licensed() == [None]
    assert "555-1234" not in (await read(client, url))[1]  # by a link of before, too


@pytest.mark.rule("PLT-4")
@pytest.mark.rule("LEAD-10")
@pytest.mark.parametrize("lost", ["live_partner = FALSE", "status = 'DEACTIVATED'"])
async def test_licensed_data_is_not_exported_of_who_has_no_pool_any_more(
    client: Client, acme: Person, maya: Person, clock: Hands, lost: str
) -> None:
    await lead(acme, maya, clock.at + timedelta(days=1))
    await write(acme.house, f"UPDATE accounts SET {lost} WHERE id = $1", acme.key)

    data, _ = await platform.ask(client, Platform.SERVICE, ACCOUNT, id=f"acc_{acme.key}")
    said = await lines(client, data["exportAccount"]["url"])

    assert [one["licensedData"] for one in said if one["type"] == "lead"] == [None]


@pytest.mark.rule("PLT-4")
async def test_only_owners_and_the_platform_export_an_account(
    api: Api, client: Client, acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    helper = await member(acme, "helper", Permission(31))
    async with nothing_happens():
        for who, id, refusal in (
            (helper, f"acc_{acme.key}", "FORBIDDEN"),
            (helper, "nonsense", "FORBIDDEN"),
            (acme, f"acc_{maya.key}", "NOT_FOUND"),
            (acme, "nonsense", "INVALID_INPUT"),
        ):
            data, errors = await api(who, ACCOUNT, id=id)
            assert (errors, data["exportAccount"]["code"]) == ([], refusal)
        data, _ = await platform.ask(client, Platform.STAFF, ACCOUNT, id="acc_99")
        assert data["exportAccount"]["code"] == "NOT_FOUND"


async def test_an_owner_who_is_one_no_more_reads_nothing(
    api: Api, client: Client, house: House, acme: Person, fresh: Person
) -> None:
    await teams.add_owner(System(house), acme.key, fresh.user_key)
    viewer = await acme.viewer()
    url = await account_url(api, viewer, acme.key)
    assert len(await lines(client, url)) > 1

    await teams.remove_member(viewer, viewer.membership_key)

    assert await code(client, url) == (403, "FORBIDDEN")


@pytest.mark.rule("PLT-4")
async def test_an_export_holds_no_word_of_an_account_that_is_gone(
    api: Api, client: Client, acme: Person, northstar: Person, clock: Hands
) -> None:
    gone, key = await erasing.creator(acme.house, acme, northstar, clock)
    await erase(gone)

    for form in ("JSON_LINES", "CSV"):
        _, body, _ = await read(client, await linked_to(api, acme, key, form))
        assert erasing.WORD not in body.lower()
        assert f"{erasing.KEPT} one" in body
    _, body, _ = await read(client, await account_url(api, acme, acme.key))
    assert erasing.WORD not in body.lower()
    data, _ = await platform.ask(client, Platform.STAFF, ACCOUNT, id=f"acc_{gone.key}")
    _, body, _ = await read(client, data["exportAccount"]["url"])
    assert erasing.WORD not in body.lower()

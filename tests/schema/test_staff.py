"""Reports, statuses and the audit log through the API: what staff may, and who else may not."""

from typing import Any

import pytest

from domain.actions import recalls, reports, teams
from domain.house import House
from domain.viewer import Service, Staff
from models.reports import ReportReason
from models.teams import Permission
from tests.app.served import Asking, Client, acknowledged, refusal
from tests.cast import Person, member, say, started
from tests.conftest import NothingHappens
from tests.schema.conftest import Api, changed
from tests.schema.documents import told
from tests.schema.test_statements import watched

REPORT = """id messageId reason note reportedAt resolvedAt resolution resolutionNote message { id text }
    sender { id handle } reporter { handle } reportedBy { handle }
    evidence { kind sentAt text facts { name value } media { id url } }"""
REPORTS = f"query($open: Boolean) {{ reports(open: $open) {{ nodes {{ {REPORT} }} }} }}"
LOG = """query($account: ID, $first: Int, $after: String) {
    auditLog(accountId: $account, first: $first, after: $after) {
    nodes { id at action actor name address subject user { handle } account { handle status } facts { name value } }
    pageInfo { hasNextPage endCursor } } }"""
MUTATIONS = {
    "reportMessage": ("ReportMessageInput", "ReportMessageSuccess", f"report {{ {REPORT} }}"),
    "resolveReport": ("ResolveReportInput", "ResolveReportSuccess", f"report {{ {REPORT} }}"),
    "setAccountStatus": ("AccountStatusInput", "AccountStatusSuccess", "account { __typename id handle status }"),
}
STAFF_ONLY = ("sender", "reporter", "reportedBy", "evidence", "resolution", "resolutionNote")
NODE = f"query($id: ID!) {{ node(id: $id) {{ __typename id ... on Report {{ {REPORT} }} }} }}"


@pytest.fixture
def ada(house: House) -> Staff:
    """One of the marketplace's staff."""
    return Staff(house, "ada")


async def change(api: Api, who: Asking, name: str, **given: Any) -> dict[str, Any]:
    """What a mutation answered; it never has a top-level error."""
    return await changed(api, who, name, MUTATIONS[name], given)


@pytest.mark.rule("MSG-9", part="reports")
@pytest.mark.rule("MSG-5")
@pytest.mark.rule("PLT-3")
async def test_a_message_is_reported_and_staff_work_on_it(api: Api, acme: Person, maya: Person, ada: Staff) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "your password, please")
    message = f"msg_{conversation}_1"

    made = (await change(api, maya, "reportMessage", messageId=message, reason="SCAM", note="fishy"))["report"]
    await recalls.recall(await acme.viewer(), conversation, 1)
    data, errors = await api(ada, REPORTS)
    (seen,) = data["reports"]["nodes"]
    found, _ = await api(ada, NODE, id=made["id"])
    resolved = await change(api, ada, "resolveReport", reportId=made["id"], resolution="UPHELD", note="Never do that.")
    still_open, _ = await api(ada, REPORTS)
    past, _ = await api(ada, REPORTS, open=False)
    own, _ = await api(maya, NODE, id=made["id"])
    others, nothing = await api(acme, NODE, id=made["id"])

    assert errors == []
    assert (made["messageId"], made["reason"], made["note"]) == (message, "SCAM", "fishy")
    assert made["message"] == {"id": message, "text": "your password, please"}
    assert [made[name] for name in STAFF_ONLY] == [None] * 6
    assert (seen["sender"]["handle"], seen["reporter"]["handle"], seen["reportedBy"]["handle"]) == (
        "acme", "maya", "maya",
    )  # fmt: skip
    assert (seen["evidence"]["kind"], seen["evidence"]["text"]) == ("TEXT", "your password, please")
    assert (seen["evidence"]["facts"], seen["evidence"]["media"], seen["message"]) == ([], None, None)
    assert found["node"] == {"__typename": "Report", **seen}
    assert resolved["report"] == seen | {
        "resolution": "UPHELD", "resolutionNote": "Never do that.", "resolvedAt": resolved["report"]["resolvedAt"],
    }  # fmt: skip
    assert still_open["reports"]["nodes"] == []
    assert past["reports"]["nodes"] == [resolved["report"]]
    assert [own["node"][name] for name in STAFF_ONLY] == [None] * 6
    assert own["node"]["resolvedAt"] == resolved["report"]["resolvedAt"]
    assert own["node"]["message"] == {"id": message, "text": None}
    assert (others["node"], nothing) == (None, [])


@pytest.mark.rule("PLT-3")
async def test_staff_set_statuses_and_see_accounts_by_id(api: Api, acme: Person, ada: Staff) -> None:
    away = await change(
        api, ada, "setAccountStatus", accountId=f"acc_{acme.key}", status="DEACTIVATED", reason="complaints"
    )
    _, errors = await api(acme, "{ inbox { nodes { id } } }")
    data, _ = await api(ada, "query($id: ID!) { node(id: $id) { ... on Account { handle status } } }", id="acc_1")
    back = await change(api, ada, "setAccountStatus", accountId=f"acc_{acme.key}", status="ACTIVE")

    assert away["account"] == {
        "__typename": "Seller", "id": f"acc_{acme.key}", "handle": "acme", "status": "DEACTIVATED",
    }  # fmt: skip
    assert errors[0]["message"] == "This account has been deactivated: complaints."
    assert data["node"] == {"handle": "acme", "status": "DEACTIVATED"}
    assert back["account"]["status"] == "ACTIVE"
    assert (await api(acme, "{ inbox { nodes { id } } }"))[1] == []


@pytest.mark.rule("PLT-3")
async def test_the_log_says_who_from_where(api: Api, acme: Person, maya: Person, ada: Staff) -> None:
    await change(api, ada, "setAccountStatus", accountId=f"acc_{acme.key}", status="SHUT_DOWN")
    await change(api, ada, "setAccountStatus", accountId=f"acc_{acme.key}", status="ACTIVE")
    await teams.create_role(await maya.viewer(), "Hers")

    everything, errors = await api(ada, LOG, first=3)
    own, _ = await api(acme, LOG, first=1)
    rest, _ = await api(acme, LOG, after=own["auditLog"]["pageInfo"]["endCursor"])
    hers, _ = await api(ada, LOG, account=f"acc_{maya.key}", first=1)

    assert errors == []
    hers_first, active, shut = everything["auditLog"]["nodes"]
    assert (hers_first["action"], hers_first["user"], hers_first["account"]["handle"]) == (
        "ROLE_CREATED", {"handle": "maya"}, "maya",
    )  # fmt: skip
    assert hers["auditLog"]["nodes"] == [hers_first]
    assert (active["action"], active["actor"], active["name"], active["address"]) == (
        "ACCOUNT_STATUS_SET", "STAFF", "ada", "127.0.0.1",
    )  # fmt: skip
    assert (active["subject"], active["facts"]) == (f"acc_{acme.key}", [{"name": "status", "value": "ACTIVE"}])
    hidden = {"name": None, "address": None}
    assert own["auditLog"]["nodes"] == [active | hidden]
    assert rest["auditLog"]["nodes"][0] == shut | hidden
    _, refused = await api(acme, LOG, account=f"acc_{maya.key}")
    assert told(refused) == {"code": "NOT_FOUND", "field": "accountId"}


@pytest.mark.rule("PLT-3")
async def test_what_is_for_staff_is_for_nobody_else(
    api: Api, acme: Person, maya: Person, house: House, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    owner, feeder = await member(maya, "theo", Permission(31)), Service(house, "catalog")
    inputs: dict[str, dict[str, Any]] = {
        "resolveReport": {"reportId": "nonsense", "resolution": "UPHELD"},
        "setAccountStatus": {"accountId": "nonsense", "status": "ACTIVE"},
    }

    async with nothing_happens():
        for who in (owner, feeder):
            for name, given in inputs.items():
                assert (await change(api, who, name, **given))["code"] == "FORBIDDEN"
            _, errors = await api(who, "{ reports(first: 0) { nodes { id } } }")
            assert told(errors) == {"code": "FORBIDDEN"}
        _, errors = await api(feeder, LOG)
        assert told(errors) == {"code": "FORBIDDEN"}
        _, errors = await api(None, REPORTS)
        assert told(errors) == {"code": "UNAUTHENTICATED"}


@pytest.mark.rule("PLT-3")
async def test_staff_read_no_inbox(api: Api, acme: Person, maya: Person, ada: Staff) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")

    for id in (f"cnv_{conversation}", f"msg_{conversation}_1", "mbr_1"):
        data, errors = await api(ada, NODE, id=id)
        assert (data["node"], told(errors)) == (None, {"code": "FORBIDDEN"})
    for query in ("{ inbox { nodes { id } } }", "{ team { roles { id } } }", "{ viewer { id } }"):
        _, errors = await api(ada, query)
        assert told(errors) == {"code": "FORBIDDEN"}
    _, errors = await api(ada, 'query { node(id: "acc_1") { ... on Account { conversation { id } } } }')
    assert told(errors) == {"code": "FORBIDDEN"}


async def test_what_is_wrong_is_told_by_its_path(
    api: Api, acme: Person, maya: Person, ada: Staff, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    message, account = f"msg_{conversation}_1", f"acc_{acme.key}"
    wrong: list[tuple[Asking, str, dict[str, Any], str, str]] = [
        (maya, "reportMessage", {"messageId": "x", "reason": "SPAM"}, "INVALID_INPUT", "messageId"),
        (maya, "reportMessage", {"messageId": f"{message}9", "reason": "SPAM"}, "NOT_FOUND", "messageId"),
        (acme, "reportMessage", {"messageId": message, "reason": "SPAM"}, "INVALID_INPUT", "messageId"),
        (maya, "reportMessage", {"messageId": message, "reason": "SPAM", "note": ""}, "INVALID_INPUT", "note"),
        (ada, "resolveReport", {"reportId": "rep_9", "resolution": "UPHELD"}, "NOT_FOUND", "reportId"),
        (ada, "setAccountStatus", {"accountId": "acc_99", "status": "ACTIVE"}, "NOT_FOUND", "accountId"),
        (ada, "setAccountStatus", {"accountId": account, "status": "DEACTIVATED"}, "INVALID_INPUT", "reason"),
    ]

    async with nothing_happens():
        for who, name, given, code, field in wrong:
            answer = await change(api, who, name, **given)
            assert (answer["code"], answer["field"]) == (code, field), (name, given)


async def test_staff_listen_to_nothing(client: Client, ada: Staff) -> None:
    async with acknowledged(client, ada) as socket:
        for document in ("subscription { events { position } }", "subscription { messageReceived { position } }"):
            assert (await refusal(socket, document))["extensions"] == {"code": "FORBIDDEN"}
            assert (await socket.hear())["type"] == "complete"


async def test_pages_for_staff_take_one_statement_each(
    api: Api, house: House, acme: Person, maya: Person, ada: Staff
) -> None:
    for n in range(1, 4):
        conversation = await started(acme, maya)
        await say(acme, conversation, f"hello {n}")
        await reports.report(await maya.viewer(), conversation, n, reason=ReportReason.SPAM)

    async with watched(house) as database:
        said, errors = await api(ada, REPORTS)
        assert (len(said["reports"]["nodes"]), errors) == (3, [])
        assert len(database.statements) == 1
        database.statements.clear()
        said, errors = await api(ada, LOG)
        assert (said["auditLog"]["nodes"][0]["action"], errors) == ("MEMBER_JOINED", [])
        assert len(database.statements) == 1

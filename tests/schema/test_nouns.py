"""Invitations, links, samples and notifications, as clients see them."""

from typing import Any

import pytest

from domain.actions import accounts, blocks
from domain.house import House
from domain.viewer import System
from models.accounts import AccountKind, AccountStatus
from models.teams import Permission
from tests.cast import Person, listed, member, offered, person, sent_list, started
from tests.conftest import NothingHappens
from tests.schema import nouns
from tests.schema.conftest import Api
from tests.schema.documents import told
from tests.schema.nouns import ADDRESS, ALL, MUTATIONS, mutate

UNKNOWN = 2**62
# What each side of the cast may ask of what is a shop's, an agency's, a creator's: all others say so by their kind.
# Of these nobody else is told anything but that.
LEADS = {"markAsLead", "unmarkLead", "updateLead", "requestCollaboration"}
WHOSE = {
    "createCampaign": "northstar", "createProductList": "northstar", "inviteToLink": "northstar",
    "requestSample": "maya", "addToShowcase": "maya", "removeFromShowcase": "maya",
    "markAsLead": "lumen", "unmarkLead": "lumen", "updateLead": "lumen", "requestCollaboration": "maya",
}  # fmt: skip
THREAD = """query($id: ID!) { node(id: $id) { ... on Conversation { messages(last: 9) { nodes {
    kind preview sender { handle } card { __typename
        ... on ProductCard { items { title commission added } viaInvitation { id status } }
        ... on TargetCollaborationCard { name added items { title commission added } invitation { id status } }
        ... on SampleCard { title sample { id status dueAt } }
        ... on LinkInvitationCard { partnership { id status commission } } } } } } } }"""


@pytest.fixture
def people(acme: Person, northstar: Person, maya: Person, lumen: Person) -> dict[str, Person]:
    """Whoever asks, by name."""
    return {"acme": acme, "northstar": northstar, "maya": maya, "lumen": lumen}


async def thread(api: Api, who: Person, conversation: str) -> list[dict[str, Any]]:
    """The messages of a conversation."""
    data, errors = await api(who, THREAD, id=conversation)
    assert errors == []
    found: list[dict[str, Any]] = data["node"]["messages"]["nodes"]
    return found


async def test_a_seller_invites_and_a_creator_takes_it_up(api: Api, acme: Person, maya: Person) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    offer = [{"productId": f"prd_{red}", "commission": "20"}, {"productId": f"prd_{blue}", "commission": "17.25"}]
    made = (await mutate(api, acme, "createTargetCollaboration", products=offer))["targetCollaboration"]
    assert [(one["product"]["title"], one["commission"]) for one in made["products"]] == [
        ("Red", "20"), ("Blue", "17.25"),
    ]  # fmt: skip

    invited = await mutate(
        api, acme, "inviteCreators", targetCollaborationId=made["id"], creatorIds=[f"acc_{maya.key}", "acc_999"]
    )
    sent, unknown = invited["outcomes"]
    assert (sent["status"], sent["creator"], sent["problem"]) == ("SENT", {"handle": "maya"}, None)
    assert (unknown["status"], unknown["creator"], unknown["problem"]) == ("REFUSED", None, {"code": "NOT_FOUND"})
    invitation = sent["invitation"]
    assert (invitation["status"], invitation["collaboration"]) == ("PENDING", {"name": "Launch"})

    data, _ = await api(maya, "{ inbox { nodes { id unread lastMessage { kind } } } }")
    (row,) = data["inbox"]["nodes"]
    assert row["lastMessage"] == {"kind": "TARGET_COLLABORATION"}
    (message,) = await thread(api, maya, row["id"])
    assert message["card"] == {
        "__typename": "TargetCollaborationCard", "name": "Launch", "added": False,
        "items": [{"title": "Red", "commission": "20", "added": False},
                  {"title": "Blue", "commission": "17.25", "added": False}],
        "invitation": {"id": invitation["id"], "status": "PENDING"},
    }  # fmt: skip
    added = await mutate(api, maya, "addToShowcase", messageId=f"msg_{row['id'].removeprefix('cnv_')}_1")
    assert {outcome["status"] for outcome in added["outcomes"]} == {"ADDED"}
    for who in (acme, maya):
        data, errors = await api(
            who, "{ invitations { nodes { status productsAdded answeredAt conversation { id } } } }"
        )
        assert errors == []
        (now,) = data["invitations"]["nodes"]
        assert (now["status"], now["productsAdded"], now["conversation"]) == ("ACCEPTED", 2, {"id": row["id"]})
    withdrawn = await mutate(api, acme, "withdrawInvitation", invitationId=invitation["id"])
    assert withdrawn["invitation"]["status"] == "WITHDRAWN"
    late = await mutate(api, maya, "respondToInvitation", invitationId=invitation["id"])
    assert (late["__typename"], late["detail"]) == ("Closed", "This invitation is withdrawn.")


async def test_an_invitation_tells_nothing_of_who_is_not_to_be_seen(
    api: Api, house: House, acme: Person, maya: Person
) -> None:
    abroad = await person(house, AccountKind.CREATOR, "abroad", ("JP",))
    (red,) = await offered(acme, "Red")
    offer = [{"productId": f"prd_{red}", "commission": "20"}]
    made = (await mutate(api, acme, "createTargetCollaboration", products=offer))["targetCollaboration"]
    await blocks.block(await acme.viewer(), maya.key)

    query = nouns.document("inviteCreators").replace("creator { handle }", "creator { handle blockedByViewer }", 1)
    given = {"targetCollaborationId": made["id"], "creatorIds": [f"acc_{abroad.key}", f"acc_{maya.key}"],
             "clientMutationId": "x"}  # fmt: skip
    data, errors = await api(acme, query, input=given)

    assert errors == []
    assert [(one["creator"], one["problem"]) for one in data["inviteCreators"]["outcomes"]] == [
        (None, {"code": "NO_SHARED_MARKET"}),
        ({"handle": "maya", "blockedByViewer": True}, {"code": "YOU_BLOCKED_THEM"}),
    ]


async def test_an_agency_and_a_creator_link_and_part(api: Api, northstar: Person, maya: Person) -> None:
    asked = (await mutate(api, northstar, "inviteToLink", creatorId=f"acc_{maya.key}"))["partnership"]
    assert (asked["status"], asked["commission"], asked["agency"]) == ("REQUESTED", "12.5", {"handle": "northstar"})

    without = await mutate(api, maya, "respondToLink", partnershipId=asked["id"], accept=True)
    assert (without["__typename"], without["code"]) == ("AgreementRequired", "AGREEMENT_REQUIRED")
    agreements = [agreement["id"] for agreement in asked["agreements"]]
    data, _ = await api(
        maya, "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Agreement { text } } }", ids=agreements
    )
    assert [node["id"] for node in data["nodes"]] == agreements
    assert all(len(node["text"]) > 50 for node in data["nodes"])
    linked = await mutate(
        api, maya, "respondToLink", partnershipId=asked["id"], accept=True, agreementIds=agreements
    )  # fmt: skip
    assert linked["partnership"]["status"] == "LINKED"
    assert [one["acceptedBy"] for one in linked["partnership"]["agreements"]] == [{"handle": "maya"}] * 2

    proposed = await mutate(api, northstar, "proposePartnershipChange", partnershipId=asked["id"])
    (change,) = proposed["partnership"]["changes"]["nodes"]
    assert proposed["partnership"]["openChange"] == {"id": change["id"]}
    assert (change["status"], change["commission"], change["endsAt"]) == ("PROPOSED", "15", None)
    changed = await mutate(api, maya, "respondToPartnershipChange", changeId=change["id"])
    assert (changed["partnership"]["commission"], changed["partnership"]["changes"]["nodes"][0]["status"]) == (
        "15",
        "ACCEPTED",
    )

    asking = await mutate(api, maya, "requestUnlink", partnershipId=asked["id"])
    assert asking["partnership"]["status"] == "UNLINK_REQUESTED"
    kept = await mutate(api, northstar, "respondToUnlink", partnershipId=asked["id"], accept=False)
    assert kept["partnership"]["status"] == "LINKED"
    ended = await mutate(api, northstar, "unlink", partnershipId=asked["id"])
    assert ended["partnership"]["status"] == "UNLINKED"

    first, *notices = await thread(api, maya, asked["conversation"]["id"])
    assert first["card"]["partnership"] == {"id": asked["id"], "status": "UNLINKED", "commission": "15"}
    assert [(one["kind"], one["sender"]) for one in notices] == [("NOTICE", None)] * 2
    both = [(northstar, "maya", "Creator"), (maya, "northstar", "Agency")]
    for who, handle, kind in both:
        of_it = f"... on {kind} {{ activeCollaboration partnership {{ id status }} }}"
        data, errors = await api(who, f'{{ account(handle: "{handle}") {{ {of_it} }} }}')
        assert errors == []
        assert data["account"] == {
            "activeCollaboration": False, "partnership": {"id": asked["id"], "status": "UNLINKED"},
        }  # fmt: skip


async def test_a_sample_goes_from_hand_to_hand(api: Api, acme: Person, maya: Person) -> None:
    (serum,) = await offered(acme, "Serum", samples_offered=True)
    asked = (await mutate(api, maya, "requestSample", productId=f"prd_{serum}"))["sample"]
    assert (asked["status"], asked["product"], asked["shippingAddress"]) == (
        "TO_REVIEW", {"title": "Serum"}, {"name": "Maya Lin", "city": "Portland"},
    )  # fmt: skip

    async def step(who: Person, name: str, **given: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (await mutate(api, who, name, sampleId=asked["id"], **given))["sample"]
        return answer

    (message,) = await thread(api, acme, asked["conversation"]["id"])
    assert (message["card"]["title"], message["card"]["sample"]["status"]) == ("Serum", "TO_REVIEW")
    data, _ = await api(acme, "{ samples(statuses: [TO_REVIEW]) { nodes { shippingAddress { city } } } }")
    assert data["samples"]["nodes"] == [{"shippingAddress": None}]
    assert (await step(acme, "reviewSample"))["shippingAddress"] == {"name": "Maya Lin", "city": "Portland"}
    assert (await step(acme, "shipSample", trackingNumber="1Z"))["trackingNumber"] == "1Z"
    assert (await step(maya, "receiveSample"))["status"] == "CONTENT_PENDING"
    assert (await step(maya, "submitSampleContent"))["contentUrl"] == "https://example.com/1"
    done = await step(acme, "completeSample")
    assert (done["status"], done["dueAt"], done["shippingAddress"]) == ("COMPLETED", None, None)

    again = await mutate(api, maya, "requestSample", productId=f"prd_{serum}", clientMutationId="other")
    assert again["sample"]["status"] == "TO_REVIEW"  # completed ones are in nobody's way
    twice = await mutate(api, maya, "requestSample", productId=f"prd_{serum}", clientMutationId="third")
    assert (twice["__typename"], twice["limit"], twice["retryAt"]) == ("LimitReached", 1, None)
    late = await mutate(api, acme, "completeSample", sampleId=asked["id"])
    assert late["__typename"] == "Closed"
    nowhere = await mutate(
        api, maya, "requestSample", shippingAddress={**ADDRESS, "city": ""}, productId=f"prd_{serum}"
    )
    assert (nowhere["__typename"], nowhere["field"]) == ("InvalidInput", "shippingAddress.city")


@pytest.mark.rule("EVT-6", part="cards and access")
async def test_notifications_are_listed_counted_and_marked_read(api: Api, northstar: Person, maya: Person) -> None:
    asked = (await mutate(api, northstar, "inviteToLink", creatorId=f"acc_{maya.key}"))["partnership"]
    query = """{ viewer { unreadNotifications } notifications { nodes {
        id kind text readAt account { handle } subject { __typename id } } } }"""

    data, errors = await api(maya, query)
    assert errors == []
    (one,) = data["notifications"]["nodes"]
    assert (data["viewer"]["unreadNotifications"], one["kind"], one["readAt"]) == (1, "LINK_REQUESTED", None)
    assert (one["account"], one["subject"]) == (
        {"handle": "northstar"}, {"__typename": "Partnership", "id": asked["id"]},
    )  # fmt: skip
    read = await mutate(api, maya, "markNotificationsRead", upToNotificationId=one["id"])
    assert read["unreadNotifications"] == 0
    data, _ = await api(maya, query)
    assert data["notifications"]["nodes"][0]["readAt"] is not None


@pytest.mark.rule("REF-1")
async def test_every_mutation_refuses_what_is_not_there_with_the_field(
    api: Api, people: dict[str, Person], nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        for name in MUTATIONS:
            answer = await mutate(api, people[WHOSE.get(name, "acme")], name, **nouns.sensible(name, UNKNOWN))
            assert (answer["__typename"], answer.get("field")) == ("NotFound", nouns.field_of(name)), name


@pytest.mark.rule("REF-1")
async def test_every_mutation_refuses_what_is_no_id_of_its_kind_with_the_field(
    api: Api, people: dict[str, Person], nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        for name in ALL:
            who = people[WHOSE.get(name, "acme")]
            for wrong in ("usr_1", "acc_0", "acc_-1", "prd_1 ", "", "x" * 500):
                answer = await mutate(api, who, name, **nouns.sensible(name, 1, ids=wrong))
                assert answer["__typename"] == "InvalidInput", (name, wrong)
                assert answer["field"].startswith(nouns.field_of(name).partition(".")[0]) or answer["field"] in {
                    "campaignId", "targetCollaborationId",
                }  # fmt: skip


@pytest.mark.rule("ACC-3", part="messaging")
@pytest.mark.rule("REF-2", part="messaging")
async def test_who_asks_comes_before_what_is_asked(
    api: Api, house: House, people: dict[str, Person], nothing_happens: NothingHappens
) -> None:
    acme = people["acme"]
    powerless = await member(acme, "sam", ~Permission.INSTANT_MESSAGING & Permission(31))
    async with nothing_happens():
        for name in ALL:
            given = nouns.sensible(name, 1, ids="nonsense")
            for who in (powerless, acme) if name in LEADS else (powerless,):
                assert (await mutate(api, who, name, **given))["__typename"] == "Forbidden", name
            data, errors = await api(None, nouns.document(name), input=given)
            assert (data, told(errors)["code"]) == (None, "UNAUTHENTICATED")
    for one in people.values():
        await accounts.set_status(System(house), one.key, AccountStatus.DEACTIVATED)
    async with nothing_happens():
        for name in ALL:
            given, who = nouns.sensible(name, 1, ids="nonsense"), people[WHOSE.get(name, "acme")]
            assert (await mutate(api, who, name, **given))["__typename"] == "AccessRevoked", name


@pytest.mark.rule("ACC-3", part="messaging")
async def test_no_list_is_read_without_the_permission(api: Api, acme: Person) -> None:
    powerless = await member(acme, "sam", Permission(0))

    lists = (
        "targetCollaborations invitations partnerships samples notifications showcase savedReplies scheduledMessages"
    )
    for name in lists.split():
        data, errors = await api(powerless, f"{{ {name} {{ nodes {{ __typename }} }} }}")
        assert (data, told(errors)["code"]) == ({name: None}, "FORBIDDEN")


async def test_nothing_of_others_is_found_by_its_id(
    api: Api, acme: Person, northstar: Person, maya: Person, noor: Person
) -> None:
    (serum,) = await offered(acme, "Serum", samples_offered=True)
    target = (await mutate(api, acme, "createTargetCollaboration", products=[
        {"productId": f"prd_{serum}", "commission": "20"}]))["targetCollaboration"]  # fmt: skip
    sent = await mutate(api, acme, "inviteCreators", targetCollaborationId=target["id"], creatorIds=[f"acc_{maya.key}"])
    link = (await mutate(api, northstar, "inviteToLink", creatorId=f"acc_{maya.key}"))["partnership"]
    sample = (await mutate(api, maya, "requestSample", productId=f"prd_{serum}"))["sample"]
    data, _ = await api(maya, "{ notifications { nodes { id } } }")
    theirs = [sent["outcomes"][0]["invitation"]["id"], target["id"], sample["id"], link["id"],
              link["agreements"][0]["id"], *(one["id"] for one in data["notifications"]["nodes"])]  # fmt: skip

    async def seen(who: Person) -> int:
        data, errors = await api(who, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=theirs)
        assert errors == []
        return sum(node is not None for node in data["nodes"])

    assert await seen(maya) == len(theirs)
    assert await seen(noor) == 0
    assert (await seen(acme), await seen(northstar)) == (3, 2)


@pytest.mark.rule("COL-7")
async def test_a_cards_state_is_the_same_to_both_sides(api: Api, acme: Person, northstar: Person, maya: Person) -> None:
    conversation = await started(northstar, maya)
    card = await sent_list(northstar, conversation, await listed(northstar, await offered(acme, "Red", "Blue")))
    document = """query($id: ID!) { node(id: $id) { ... on Message { card { ... on ProductListCard {
        added productsAdded items { added } } } } } }"""
    await mutate(api, maya, "addToShowcase", messageId=f"msg_{conversation}_{card}")

    seen = [(await api(who, document, id=f"msg_{conversation}_{card}"))[0] for who in (maya, northstar)]

    assert seen[0] == seen[1]
    assert seen[0]["node"]["card"] == {"added": True, "productsAdded": 2, "items": [{"added": True}] * 2}

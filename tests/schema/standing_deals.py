"""Cards, links, samples and leads: of each mutation what is right, and what stands against it."""

from tests.schema.standing import (
    ADDRESS,
    ENDED,
    FAR,
    NOT_NAMED,
    UNVERIFIED,
    WAITED_FOR,
    Case,
    Wrong,
    asks,
    far,
    gone,
    missing,
    rows,
    status,
    walls,
)


def step(name: str, by: str, noun: str, field: str, state: tuple[str, str, str, str], /, **given: object) -> Case:
    """A step of something that has to be in a state for it."""
    table, key, wrong, right = state
    return Case(name, by, {field: f"{noun}_{{{key}}}", **given}, {
        "NOT_FOUND": missing(**{field: noun}), "INVALID_INPUT": asks(**{field: "nonsense"}),
        "CLOSED": status(table, key, wrong, right),
    })  # fmt: skip


def sample(name: str, by: str, key: str, right: str, /, **given: object) -> Case:
    """A step of a sample."""
    wrong = "TO_REVIEW" if right == "SHIPPED" else "SHIPPED"
    return step(name, by, "smp", "sampleId", ("samples", key, wrong, right), **given)


def link(name: str, by: str, key: str, right: str, /, **given: object) -> Case:
    """A step of a partnership."""
    return step(name, by, "pts", "partnershipId", ("partnerships", key, "DECLINED", right), **given)


LINK = {"NOT_FOUND": missing(partnershipId="pts"), "INVALID_INPUT": asks(partnershipId="nonsense")}
LINKS_NEVER = ("RECIPIENT_UNAVAILABLE", "YOU_BLOCKED_THEM", "BLOCKED", "LIMIT_REACHED")
LEAD = {"NOT_FOUND": missing(creatorId="acc"), "INVALID_INPUT": asks(creatorId="nonsense")}

DEALS = [
    Case("createCampaign", "northstar", {
        "title": "Summer", "startsAt": "2026-01-01T00:00:00Z", "endsAt": FAR, "productIds": ["prd_{serum}"],
        "clientMutationId": "campaign",
    }, {"FORBIDDEN": Wrong(by="acme"), "NOT_FOUND": asks(productIds=["prd_999"]), "INVALID_INPUT": asks(title="")}),
    Case("createProductList", "northstar", {
        "name": "Picks", "campaignId": "cmp_{campaign}", "productIds": ["prd_{serum}"], "clientMutationId": "list",
    }, {"FORBIDDEN": Wrong(by="acme"), "NOT_FOUND": missing(campaignId="cmp"), "INVALID_INPUT": asks(name="")}),
    Case("deleteProductList", "northstar", {"productListId": "lst_{list}"}, {
        "NOT_FOUND": missing(productListId="lst"), "INVALID_INPUT": asks(productListId="nonsense"),
    }),
    Case("createTargetCollaboration", "acme", {
        "name": "Launch", "endsAt": FAR, "products": [{"productId": "prd_{serum}", "commission": "20"}],
        "clientMutationId": "target",
    }, {
        "FORBIDDEN": Wrong(by="maya"), "NOT_FOUND": asks(products=[{"productId": "prd_999", "commission": "20"}]),
        "INVALID_INPUT": asks(name=""),
    }),
    Case("inviteCreators", "acme", {
        "targetCollaborationId": "tcl_{target}", "creatorIds": ["acc_{noor}"], "clientMutationId": "invite",
    }, {"NOT_FOUND": missing(targetCollaborationId="tcl"), **NOT_NAMED, "CLOSED": ENDED}),
    step("respondToInvitation", "maya", "inv", "invitationId",
         ("invitations", "invitation", "WITHDRAWN", "PENDING"), accept=True),
    step("withdrawInvitation", "acme", "inv", "invitationId",
         ("invitations", "invitation", "DECLINED", "PENDING")),
    Case("addToShowcase", "maya", {"messageId": "msg_{card}"}, {
        "FORBIDDEN": Wrong(by="acme"), "NOT_FOUND": asks(messageId="msg_{pair}_999"),
        "INVALID_INPUT": Wrong(given={"productIds": ["prd_{serum}"] * 2}, number="product_list_max_products = 1"),
        "CLOSED": ENDED,
    }),
    Case("removeFromShowcase", "maya", {"productIds": []}, {
        "FORBIDDEN": Wrong(by="acme"), "INVALID_INPUT": asks(productIds=["nonsense"]),
    }),
    Case("inviteToLink", "northstar", {
        "creatorId": "acc_{noor}", "programme": "TAP", "commission": "10", "endsAt": FAR, "clientMutationId": "link",
    }, {
        "NOT_FOUND": missing(creatorId="acc"), **NOT_NAMED, "NOT_VERIFIED": UNVERIFIED, "NO_SHARED_MARKET": far("noor"),
        "RECIPIENT_UNAVAILABLE": gone("noor"), **walls("partner", "creator", "apart"),
        "AWAITING_REPLY": WAITED_FOR["first"], "ALREADY_LINKED": status("partnerships", "parted", "LINKED", "UNLINKED"),
        "LIMIT_REACHED": Wrong(number="link_invitations_per_day = 1"),
    }, never=("KIND_NOT_ALLOWED",)),
    Case("inviteToLink", "acme", {
        "creatorId": "acc_{dune}", "programme": "TAP", "commission": "10", "endsAt": FAR, "clientMutationId": "link",
    }, {
        "NOT_FOUND": missing(creatorId="acc"), **NOT_NAMED, "KIND_NOT_ALLOWED": Wrong(),
        "NO_SHARED_MARKET": far("dune"), "RECIPIENT_UNAVAILABLE": gone("dune"), **walls("partner", "creator", "cold"),
        "AWAITING_REPLY": WAITED_FOR["seller"],
    }, never=("NOT_VERIFIED", "ALREADY_LINKED", "LIMIT_REACHED")),
    link("withdrawLinkInvitation", "northstar", "asked", "REQUESTED"),
    Case("respondToLink", "maya", {
        "partnershipId": "pts_{asked}", "accept": True, "agreementIds": ["agr_{asked}_1", "agr_{asked}_2"],
    }, {
        **LINK,
        "AGREEMENT_REQUIRED": asks(agreementIds=["agr_{asked}_1"]),
        "ALREADY_LINKED": rows("partnerships", "id = {other}", "programme = 'CAP'", "programme = 'TAP'"),
        "CLOSED": status("partnerships", "asked", "WITHDRAWN", "REQUESTED"),
    }),
    link("requestUnlink", "gala", "live", "LINKED"),
    link("respondToUnlink", "northstar", "leaving", "UNLINK_REQUESTED", accept=True),
    link("unlink", "lumen", "live", "LINKED"),
    Case("proposePartnershipChange", "lumen", {
        "partnershipId": "pts_{live}", "commission": "15", "clientMutationId": "change",
    }, {
        "NOT_FOUND": missing(partnershipId="pts"), **NOT_NAMED, "RECIPIENT_UNAVAILABLE": gone("gala"),
        **walls("partner", "creator", "linked_pair"),
        "LIMIT_REACHED": rows("partnership_changes", "id = {change}", "status = 'PROPOSED'", "status = 'DECLINED'"),
        "CLOSED": status("partnerships", "live", "DECLINED", "LINKED"),
    }),
    Case("respondToPartnershipChange", "gala", {"changeId": "pch_{change}", "accept": True}, {
        "NOT_FOUND": missing(changeId="pch"), "INVALID_INPUT": asks(changeId="nonsense"),
        "CLOSED": status("partnership_changes", "change", "EXPIRED", "DECLINED"),
    }, never=LINKS_NEVER),
    Case("requestSample", "maya", {
        "productId": "prd_{serum}", "shippingAddress": ADDRESS, "invitationId": "inv_{invitation}",
        "clientMutationId": "sample",
    }, {
        "NOT_FOUND": missing(invitationId="inv"), "INVALID_INPUT": asks(shippingAddress={**ADDRESS, "city": ""}),
        "RECIPIENT_UNAVAILABLE": gone("acme"), **walls("creator", "partner", "shop"),
        "LIMIT_REACHED": Wrong(number="sample_open_max_low = 1"), "CLOSED": ENDED,
    }, never=("KIND_NOT_ALLOWED", "NO_SHARED_MARKET")),  # the product of a seller without one is not there
    Case("requestSample", "acme", {
        "productId": "prd_{serum}", "shippingAddress": ADDRESS, "clientMutationId": "sample",
    }, {
        "NOT_FOUND": missing(productId="prd"), "INVALID_INPUT": asks(shippingAddress={**ADDRESS, "city": ""}),
        "KIND_NOT_ALLOWED": Wrong(),
    }, never=("NO_SHARED_MARKET", "RECIPIENT_UNAVAILABLE", "YOU_BLOCKED_THEM", "BLOCKED", "LIMIT_REACHED", "CLOSED")),
    sample("withdrawSample", "maya", "to_review", "TO_REVIEW"),
    sample("reviewSample", "acme", "to_review", "TO_REVIEW", approve=True),
    sample("shipSample", "acme", "to_ship", "TO_SHIP", carrier="UPS"),
    sample("receiveSample", "gala", "shipped", "SHIPPED"),
    sample("submitSampleContent", "gala", "pending", "CONTENT_PENDING", url="https://example.com/1"),
    sample("completeSample", "acme", "submitted", "CONTENT_PENDING"),
    Case("markAsLead", "lumen", {"creatorId": "acc_{maya}"}, {
        "FORBIDDEN": Wrong(by="acme"), **LEAD,
    }, never=("CLOSED",)),
    Case("unmarkLead", "lumen", {"creatorId": "acc_{maya}"}, {
        "FORBIDDEN": Wrong(by="acme"), "NOT_FOUND": missing(creatorId="acc"),
        "INVALID_INPUT": asks(creatorId="nonsense"), "CLOSED": asks(creatorId="acc_{gala}"),
    }),
    Case("updateLead", "lumen", {"leadId": "led_{lead}", "status": "CONTACTED"}, {
        "FORBIDDEN": Wrong(by="acme"), "NOT_FOUND": missing(leadId="led"), "INVALID_INPUT": asks(note=""),
    }, never=("CLOSED",)),
    Case("requestCollaboration", "maya", {
        "partnerId": "acc_{lumen}", "shareContact": True, "clientMutationId": "ask",
    }, {
        "FORBIDDEN": Wrong(by="acme"), "NOT_FOUND": missing(partnerId="acc"), **NOT_NAMED,
        "NO_SHARED_MARKET": far("lumen"), "RECIPIENT_UNAVAILABLE": gone("lumen"),
        **walls("creator", "partner", "lead_pair"),
        "LEVEL_TOO_LOW": rows("accounts", "handle = 'maya'", "level = 'BRONZE'", "level = 'GOLD'"),
    }),
]  # fmt: skip

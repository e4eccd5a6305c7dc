"""Erasing accounts: what they said is gone everywhere, what others said and every counter stays (PLT-4)."""

import pytest

from domain.house import House
from tests import erasing
from tests.cast import Person
from tests.conftest import Hands
from tests.erasing import KEPT, erase, where

OF_ALL = """
    accounts.avatar_url accounts.category accounts.handle accounts.name accounts.search_text users.handle users.name
    users.password_hash users.issuer users.subject roles.name member_invitations.email messages.text
    messages.client_message_id client_messages.client_message_id client_mutations.client_mutation_id
    saved_replies.name saved_replies.search_text saved_replies.text scheduled_messages.content abuse_reports.evidence
    abuse_reports.note""".split()
OF_PARTNERS = """
    creator_notes.text creator_labels.label leads.note bulk_messages.content bulk_recipients.text""".split()


@pytest.mark.rule("PLT-4", part="erasure")
async def test_no_word_of_a_creator_is_left(house: House, acme: Person, northstar: Person, clock: Hands) -> None:
    gone, _ = await erasing.creator(house, acme, northstar, clock)
    kept = await where(house, KEPT)
    assert {*await where(house)} == {
        *OF_ALL, "samples.address", "samples.content_url", "leads.licensed", "leads.search_text",
        "creator_licences.contact", "creator_licences.profile", "live_dashboards.external_id",
    }  # fmt: skip

    await erase(gone)

    assert await where(house) == {}
    assert await where(house, KEPT) == kept


@pytest.mark.rule("PLT-4", part="erasure")
async def test_no_word_of_a_seller_is_left(house: House, maya: Person, northstar: Person, clock: Hands) -> None:
    gone, _ = await erasing.seller(house, maya, northstar, clock)
    kept = await where(house, KEPT)
    assert {*await where(house)} == {
        *OF_ALL, *OF_PARTNERS, "invitations.client_mutation_id",
        "products.title", "products.search_text", "products.image_url", "products.category",
        "cards.facts", "card_products.title", "target_collaborations.name", "target_collaborations.message",
        "target_collaborations.search_text", "samples.product_title", "samples.carrier", "samples.tracking_number",
    }  # fmt: skip

    await erase(gone)

    assert await where(house) == {}
    assert await where(house, KEPT) == kept


@pytest.mark.rule("PLT-4", part="erasure")
async def test_no_word_of_an_agency_is_left(house: House, maya: Person, acme: Person, clock: Hands) -> None:
    gone, _ = await erasing.agency(house, maya, acme, clock)
    kept = await where(house, KEPT)
    assert {*await where(house)} == {
        *OF_ALL, *OF_PARTNERS, "campaigns.title", "product_lists.name", "product_lists.search_text", "cards.facts",
    }  # fmt: skip

    await erase(gone)

    assert await where(house) == {}
    assert await where(house, KEPT) == kept

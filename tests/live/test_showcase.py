"""Listening to showcases."""

import pytest

from domain.actions import showcase
from tests.cast import Person, offered, shown, started
from tests.serving import Server

ADDED = """subscription($after: Position) { showcaseAdded(after: $after) {
    position creator { handle } cardMessage { id } products { title } } }"""


@pytest.mark.rule("EVT-2")
@pytest.mark.rule("COL-7")
async def test_who_sent_a_card_hears_what_is_added_and_only_its_sender_from_which(
    server: Server, maya: Person, acme: Person, fresh: Person
) -> None:
    here = await started(acme, maya)
    red, blue = await offered(acme, "Red", "Blue")
    card = await shown(acme, here, [red, blue])
    ears = {who.handle: await server.wire(who).listen(ADDED) for who in (acme, fresh, maya)}
    before = await server.wire(acme).position()

    await showcase.add(await maya.viewer(), here, card)
    await showcase.remove(await maya.viewer(), [red])

    for handle in ("acme", "maya"):
        said = await ears[handle].next()
        assert said["creator"] == {"handle": "maya"}
        assert said["cardMessage"] == {"id": f"msg_{here}_{card}"}
        assert [product["title"] for product in said["products"]] == ["Red", "Blue"]
    assert await ears["fresh"].hears_nothing()
    again = await server.wire(acme).listen(ADDED, after=before)
    assert (await again.next())["products"] == [{"title": "Red"}, {"title": "Blue"}]

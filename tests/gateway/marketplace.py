"""A small marketplace in a real house, and what is worth asking of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import strawberry

from domain import clock
from domain.actions import accounts, blocks, conversations
from domain.actions.accounts import Figure
from domain.house import House
from domain.viewer import System, Viewer
from models.accounts import AccountKind, CreatorLevel, Metric
from models.teams import Permission
from schema import root
from schema.context import Context
from tests.cast import Person, member, person, say, started
from tests.gateway import executing
from tests.gateway.comparing import Subject, Tally
from tests.gateway.operations import Hints

CURSORS = """{ inbox { edges { cursor node { id messages(first: 5) { edges { cursor node { id } } } } } } }"""
BACKWARDS = [None] * 6  # mostly not asked for: with both ends asked for, a page is refused


@dataclass(frozen=True)
class Marketplace:
    """Who looks at it, and what can be asked."""

    schema: strawberry.Schema
    viewers: Sequence[Viewer | None]  # None: nobody is signed in
    hints: Hints

    def subject(self, viewer: Viewer | None, tally: Tally) -> Subject:
        """The API as a viewer sees it."""
        return Subject(self.schema, lambda: context(viewer), tally=tally, settles=True)


def context(viewer: Viewer | None) -> Context:
    """One operation's."""
    return Context(request_id="a request", asked=viewer)


async def load(house: House) -> Marketplace:
    """Three creators, two sellers and an agency, their talk, marks, figures and a block."""
    maya = await person(house, AccountKind.CREATOR, "maya", level=CreatorLevel.GOLD, category="Beauty")
    noor = await person(house, AccountKind.CREATOR, "noor", ("US", "GB"))
    lena = await person(house, AccountKind.CREATOR, "lena", ("GB",), avatar_url="https://parley.example/lena.png")
    acme = await person(house, AccountKind.SELLER, "acme", ("US", "GB"))
    fresh = await person(house, AccountKind.SELLER, "fresh")
    northstar = await person(house, AccountKind.AGENCY, "northstar")
    keys = [await _talk(acme, maya, 4), await _talk(noor, acme, 1), await _talk(northstar, maya, 2)]
    keys += [await started(acme, lena), await _talk(fresh, maya, 0)]
    await _figures(house, maya, acme)  # with so many followers, shops of their tier could not have written first
    await _marks(keys, maya, acme, fresh)
    clerk = await member(acme, "clerk", Permission(0))
    viewers = [await who.viewer() for who in (acme, maya, acme, maya, northstar, noor)]
    schema = root.build()
    hints = await _hints(schema, viewers, [maya, noor, lena, acme, fresh, northstar], keys)
    return Marketplace(schema, [*viewers, clerk, None], hints)


async def _talk(one: Person, other: Person, answers: int) -> int:
    key = await started(one, other)
    await say(one, key, f"Hello {key}", f"How are  you?\nI have a product for you 🎁 {key}")
    for number in range(answers):
        await say(other if number % 2 == 0 else one, key, f"answer {number} in {key}" + " and more" * 7 * (number == 2))
    return key


async def _figures(house: House, maya: Person, acme: Person) -> None:
    now = clock.now()
    await accounts.record_statistics(
        System(house),
        [
            Figure(maya.key, Metric.FOLLOWERS, 2**53, now),
            Figure(maya.key, Metric.VIDEO_VIEWS, 7, now - timedelta(days=9)),
            Figure(maya.key, Metric.LIVE_GMV_30D, 123_456, now - timedelta(hours=49), "USD"),
            Figure(acme.key, Metric.AFFILIATE_GMV_30D, 5, now, "GBP"),
        ],
    )


async def _marks(keys: Sequence[int], maya: Person, acme: Person, fresh: Person) -> None:
    seller, creator = await acme.viewer(), await maya.viewer()
    await conversations.star(seller, keys[0])
    await conversations.archive(seller, keys[1])
    await conversations.mark_read(creator, [keys[0]])
    await conversations.mark_unread(creator, keys[2])
    await blocks.block(creator, fresh.key)


async def _hints(
    schema: strawberry.Schema, viewers: Sequence[Viewer], people: Sequence[Person], keys: Sequence[int]
) -> Hints:
    inboxes, threads, messages = [None, "nonsense"], [None, "nonsense"], ["msg_1_1", "msg_9_99"]
    for viewer in viewers:
        answer: Any = await executing.reference(schema, CURSORS, None, context(viewer))
        for edge in answer["data"]["inbox"]["edges"]:
            inboxes.append(edge["cursor"])
            threads += [message["cursor"] for message in edge["node"]["messages"]["edges"]]
            messages += [message["node"]["id"] for message in edge["node"]["messages"]["edges"]]
    account_ids = [*(f"acc_{who.key}" for who in people), "acc_99999"]
    conversation_ids = [*(f"cnv_{key}" for key in keys), "cnv_99999"]
    anything = [*account_ids, *conversation_ids, *messages, *(f"vwr_{v.membership_key}" for v in viewers), "usr_1", ""]
    sizes = [None, 1, 2, 3, 100, 0, 101, -1]
    ends = {"last": [*BACKWARDS, 1, 2, 101], "first": [*BACKWARDS, *sizes]}
    return {
        "ID": [*conversation_ids, *account_ids],
        "Query.node.id": anything,
        "Query.nodes.ids[]": anything,
        "Query.account.handle": [*(who.handle for who in people), "nobody", "MAYA", ""],
        "Query.conversationWith.accountId": account_ids,
        **{f"Query.inbox.{end}": values for end, values in ends.items()},
        **{f"Conversation.messages.{end}": values for end, values in ends.items()},
        "Query.inbox.after": [*BACKWARDS, *inboxes],
        "Query.inbox.before": [*BACKWARDS, *inboxes],
        "Conversation.messages.after": [*BACKWARDS, *threads],
        "Conversation.messages.before": [*BACKWARDS, *threads],
        "Conversation.messages.around": [*BACKWARDS * 2, *messages],
        "StartConversationInput.accountId": account_ids,
        "BlockInput.accountId": account_ids,
        "MarkReadInput.conversationIds[]": conversation_ids,
        "MarkReadInput.upToMessageId": messages,
        "SendMessageInput.clientMessageId": ["first", "second", ""],
        "MessageContent.text": ["Hello", "A question?", "", "x" * 5000],
        **{
            f"{name}.conversationId": conversation_ids
            for name in ("ConversationInput", "SendMessageInput", "TypingInput")
        },
    }

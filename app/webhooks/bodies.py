"""What is posted: an event as its account sees it at that moment, written by a stored document through the gateway.

So a post says what the API says, under the same ids; what was recalled, or is licensed no more, is not in it.
"""

import secrets
from typing import Any

import orjson

from domain import ids
from domain.house import House
from domain.queries import posting
from domain.queries.posting import Told
from domain.webhooks import EventKind, Post
from gateway.engine import Engine
from schema.context import Context

WRITTEN = orjson.OPT_UTC_Z
_ACCOUNT = "id handle name"
_ITEMS = "items { product { id } title price { amount currency } commission }"
_MESSAGE = f"""
    id sequence sentAt kind text recalledAt deleted clientMessageId
    conversation {{ id counterpart {{ {_ACCOUNT} }} }}
    sender {{ {_ACCOUNT} }} sentBy {{ id handle }}
    media {{ id url urlExpiresAt contentType width height animated }}
    card {{
      __typename
      ... on ProductCard {{ {_ITEMS} }}
      ... on ProductListCard {{ name {_ITEMS} }}
      ... on TargetCollaborationCard {{ name invitation {{ id }} {_ITEMS} }}
      ... on SampleCard {{ title sample {{ id }} }}
      ... on LinkInvitationCard {{ partnership {{ id }} }} }}"""
_PRODUCT = "id title state"
# By type: all that an event is, without what is read on its behalf only. Of every member of Event (tests/house).
SELECTIONS = {
    "MessageReceived": f"message {{ {_MESSAGE} }}",
    "MessageRecalled": f"message {{ {_MESSAGE} }}",
    "ConversationRead": f"conversation {{ id counterpart {{ {_ACCOUNT} }} }} by {{ {_ACCOUNT} }} upTo",
    "ConversationChanged": f"""
        conversation {{ id counterpart {{ {_ACCOUNT} }} unread unreadCount unreplied starred archived
          lastActivityAt }}""",
    "BlockChanged": f"account {{ {_ACCOUNT} }} blocked",
    "AccessChanged": "viewer { account { id handle status } }",
    "ShowcaseAdded": f"creator {{ {_ACCOUNT} }} cardMessage {{ id }} products {{ {_PRODUCT} }}",
    "ShowcaseRemoved": f"creator {{ {_ACCOUNT} }} products {{ {_PRODUCT} }}",
    "InvitationChanged": f"""
        invitationStatus invitation {{ id status sentAt seenAt answeredAt productsAdded
          collaboration {{ id name endsAt }} creator {{ {_ACCOUNT} }} conversation {{ id }} }}""",
    "PartnershipChanged": f"""
        partnershipStatus partnership {{ id status programme commission endsAt requestedAt answeredAt linkedAt endedAt
          agency {{ {_ACCOUNT} }} creator {{ {_ACCOUNT} }} conversation {{ id }} }}""",
    "SampleChanged": f"""
        sampleStatus sample {{ id status cancelReason requestedAt dueAt shippedAt receivedAt closedAt carrier
          trackingNumber contentUrl product {{ {_PRODUCT} }} creator {{ {_ACCOUNT} }} seller {{ {_ACCOUNT} }}
          conversation {{ id }} }}""",
    "LeadChanged": f"""
        leadId leadStatus creator {{ {_ACCOUNT} }}
        lead {{ id source status requestedAt note licensedUntil
          licensedData {{ contact profile bestLive {{
            startedAt endedAt gmv {{ amount currency }} uniqueViewers orders }} }} }}""",
    "NotificationAdded": f"notification {{ id kind at text account {{ {_ACCOUNT} }} subject {{ __typename id }} }}",
    "BulkMessageProgressed": """
        bulkStatus bulkMessage { id status resumesAt createdAt finishedAt
          counts { total pending waiting sent skipped refused } }""",
}
_ALL = " ".join(f"... on {name} {{ {fields} }}" for name, fields in SELECTIONS.items())
DOCUMENT = f"subscription Post {{ events {{ __typename {_ALL} }} }}"


class UnwritableError(Exception):
    """An event could not be written."""


class Bodies:
    """Writes them, by an engine that reads stored documents whatever clients may send."""

    def __init__(self, house: House, engine: Engine) -> None:
        self._house = house
        self._engine = engine

    async def body(self, post: Post) -> bytes:
        """The JSON of a post. Its event is null where the account may hear of it no more, or it is kept no longer.

        Raises UnwritableError, and whatever the database raises.
        """
        told = await posting.told(self._house, post.account_key, post.position)
        if told is None:
            raise UnwritableError("there is no such account")
        account: dict[str, str | None] = {"id": told.viewer.account.id, "handle": told.viewer.account.handle}
        if post.platform:
            account["externalId"] = told.external_id
        whole = {
            "id": f"dlv_{post.key}",
            "webhook": f"whk_{post.webhook_key}",
            "kind": EventKind(post.kind).name,
            "account": account,
            "position": ids.position(self._house.epoch, post.position),
            "at": post.at,
            "event": await self._event(told),
        }
        return orjson.dumps(whole, option=WRITTEN)

    async def _event(self, told: Told) -> dict[str, Any] | None:
        if told.event is None:
            return None
        request_id = secrets.token_hex(8)
        prepared = await self._engine.prepare({"query": DOCUMENT}, request_id=request_id)
        answer = orjson.loads(await prepared.render(told.event, Context(request_id, told.viewer)))
        if answer.get("errors"):
            raise UnwritableError(f"an event could not be written: request {request_id}")
        event: dict[str, Any] = answer["data"]["events"]
        return event

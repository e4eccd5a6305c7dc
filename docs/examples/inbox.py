"""A first query, a first mutation, a first subscription: TOKEN=… python docs/examples/inbox.py."""

import asyncio
import os
import sys
import uuid

import aiohttp
from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.aiohttp_websockets import AIOHTTPWebsocketsTransport
from gql.transport.exceptions import TransportConnectionFailed

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000/graphql"
BEARER = f"Bearer {os.environ['TOKEN']}"

INBOX = """{
  viewer { position account { name } }
  inbox(first: 5) { nodes { unreadCount counterpart { name } lastMessage { preview } } }
  account(handle: "acme") { conversation { id } }
}"""
SEND = """mutation Send($input: SendMessageInput!) {
  sendMessage(input: $input) {
    ... on SendMessageSuccess { message { sequence text } }
    ... on Problem { code detail }
  }
}"""
MESSAGES = """subscription Messages($after: Position) {
  messageReceived(after: $after) { position message { text sender { name } } }
}"""


async def first_query_and_mutation() -> str:
    """Look at the inbox, and say hello to acme; return the position up to where the answer goes."""
    async with Client(transport=AIOHTTPTransport(URL, headers={"Authorization": BEARER})) as session:
        answer = await session.execute(gql(INBOX))
        print(f"The inbox of {answer['viewer']['account']['name']}")
        for row in answer["inbox"]["nodes"]:
            print(f"  {row['counterpart']['name']} ({row['unreadCount']} unread): {row['lastMessage']['preview']}")

        # When in doubt send it again: the same clientMessageId never sends twice.
        conversation_id = answer["account"]["conversation"]["id"]
        message_id = str(uuid.uuid4())
        send = gql(SEND)
        send.variable_values = {
            "input": {"conversationId": conversation_id, "clientMessageId": message_id, "content": {"text": "Hello!"}}
        }
        sent = (await session.execute(send))["sendMessage"]
        print(f"Sent as number {sent['message']['sequence']}" if "message" in sent else sent["detail"])
        return str(answer["viewer"]["position"])


async def first_subscription(position: str) -> None:
    """Print what comes. A lost connection is resumed after the last position: nothing is missed or comes twice."""
    async with aiohttp.ClientSession() as http:
        while True:
            url, credentials = URL.replace("http", "ws", 1), {"authorization": BEARER}
            transport = AIOHTTPWebsocketsTransport(url, init_payload=credentials, session=http)
            try:
                async with Client(transport=transport) as session:
                    messages = gql(MESSAGES)
                    messages.variable_values = {"after": position}
                    async for event in session.subscribe(messages):
                        received = event["messageReceived"]
                        print(f"{received['message']['sender']['name']}: {received['message']['text']}")
                        position = received["position"]
            except (TransportConnectionFailed, aiohttp.ClientError):
                await asyncio.sleep(1)


async def main() -> None:
    """First this, then that."""
    await first_subscription(await first_query_and_mutation())


asyncio.run(main())

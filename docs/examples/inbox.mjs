// A first query, a first mutation, a first subscription. TOKEN=… node docs/examples/inbox.mjs
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const url = process.argv[2] ?? "http://127.0.0.1:8000/graphql";
const authorization = `Bearer ${process.env.TOKEN}`;

async function ask(query, variables = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: authorization },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
  return data;
}

// The first query: who am I, what is in my inbox, and up to where does this answer go?
const { viewer, inbox, account } = await ask(`{
  viewer { position account { name } }
  inbox(first: 5) { nodes { unreadCount counterpart { name } lastMessage { preview } } }
  account(handle: "acme") { conversation { id } }
}`);
console.log(`The inbox of ${viewer.account.name}`);
for (const { counterpart, unreadCount, lastMessage } of inbox.nodes) {
  console.log(`  ${counterpart.name} (${unreadCount} unread): ${lastMessage?.preview}`);
}

// The first mutation. When in doubt send it again: the same clientMessageId never sends twice.
const { sendMessage } = await ask(
  `mutation Send($input: SendMessageInput!) {
    sendMessage(input: $input) {
      ... on SendMessageSuccess { message { sequence text } }
      ... on Problem { code detail }
    }
  }`,
  { input: { conversationId: account.conversation.id, clientMessageId: crypto.randomUUID(), content: { text: "Hello!" } } },
);
console.log(sendMessage.message ? `Sent as number ${sendMessage.message.sequence}` : sendMessage.detail);

// The first subscription. The client sends these same variables again whenever it reconnects, so the last position
// is kept in them: nothing is missed and nothing comes twice.
const variables = { after: viewer.position };
const client = createClient({
  url: url.replace(/^http/, "ws"),
  webSocketImpl: WebSocket,
  connectionParams: { authorization },
  retryAttempts: Infinity,
  shouldRetry: () => true, // also while nobody answers
  retryWait: () => new Promise((resolve) => setTimeout(resolve, 500 + 1000 * Math.random())),
  on: {
    // While nothing happens, the server's pings say how far the stream has come.
    ping: (received, payload) => { if (received && payload?.position) variables.after = payload.position; },
  },
});
const query = `subscription Messages($after: Position) {
  messageReceived(after: $after) { position message { text sender { name } } }
}`;
client.subscribe({ query, variables }, {
  next: ({ data, errors }) => {
    if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
    const { position, message } = data.messageReceived;
    console.log(`${message.sender.name}: ${message.text}`);
    variables.after = position;
  },
  error: (error) => { throw error; },
  complete: () => {},
});

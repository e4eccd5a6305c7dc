// urql: a query, a mutation, a subscription, and automatic persisted queries by POST and by GET.
import { Client, fetchExchange, gql, subscriptionExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { acme, maya, report, send, socketUrl, until, url } from "./people.mjs";

const requests = [];
async function noting(address, options) {
  const response = await fetch(address, options);
  const { searchParams } = new URL(address);
  const said = options.body ? JSON.parse(options.body) : Object.fromEntries(searchParams);
  const { errors } = await response.clone().json();
  const [type] = response.headers.get("Content-Type").split(";");
  const [error] = errors?.map(({ message, extensions }) => [message, extensions.code]) ?? [];
  requests.push({ method: options.method, text: "query" in said, type, error });
  return response;
}

function client(...exchanges) {
  const sockets = createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: maya });
  const streams = subscriptionExchange({
    forwardSubscription: ({ query, variables }) => ({
      subscribe: (sink) => ({ unsubscribe: sockets.subscribe({ query, variables }, sink) }),
    }),
  });
  return new Client({
    url,
    fetch: noting,
    fetchOptions: { headers: maya },
    preferGetMethod: false,
    exchanges: [...exchanges, streams, fetchExchange],
  });
}

const INBOX = gql`query Inbox { viewer { position } inbox(first: 1) { nodes { id counterpart { name } } } }`;
const SEND = gql`mutation Send($id: ID!, $text: String!) {
  sendMessage(input: { conversationId: $id, clientMessageId: $text, content: { text: $text } }) {
    ... on SendMessageSuccess { message { text } }
    ... on Problem { code }
  }
}`;
const MESSAGES = gql`subscription Messages($after: Position) { messageReceived(after: $after) { message { text } } }`;

const plain = client();
const inbox = (await plain.query(INBOX).toPromise()).data;
const [{ id }] = inbox.inbox.nodes;
const sent = (await plain.mutation(SEND, { id, text: "From urql" }).toPromise()).data;
const heard = [];
const stream = plain.subscription(MESSAGES, { after: inbox.viewer.position });
stream.subscribe(({ data }) => heard.push(data.messageReceived.message.text));
await until(() => heard.length === 1);
await send(acme, id, "To urql");
await until(() => heard.length === 2);
const mistake = (await plain.query(gql`{ nope }`).toPromise()).error;
const plainly = requests.splice(0);

// Two questions by one document: what was answered, and what that took.
async function persisted(preferGetForPersistedQueries, document) {
  const hashing = client(persistedExchange({ preferGetForPersistedQueries }));
  const names = [];
  for (const handle of ["acme", "maya"]) {
    const { data } = await hashing.query(document, { handle }).toPromise();
    names.push(data?.account.name);
  }
  return { names, requests: requests.splice(0) };
}

report({
  inbox: inbox.inbox.nodes[0].counterpart.name,
  sent: sent.sendMessage.message.text,
  heard,
  mistake: mistake.graphQLErrors.map(({ extensions }) => extensions.code),
  types: plainly.map(({ type }) => type),
  post: await persisted(false, gql`query Post($handle: String!) { account(handle: $handle) { name } }`),
  get: await persisted("force", gql`query Get($handle: String!) { account(handle: $handle) { name } }`),
});

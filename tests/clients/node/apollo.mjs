// Apollo Client: answers and events of any kind update one normalised cache.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { acme, ask, maya, noting, report, send, socketUrl, until, url } from "./people.mjs";

// As Apollo's own guide has it: which types an interface or a union may be, asked of the server.
const { __schema } = await ask(maya, "{ __schema { types { name possibleTypes { name } } } }");
const abstract = __schema.types.filter((type) => type.possibleTypes);
const possibleTypes = Object.fromEntries(
  abstract.map((type) => [type.name, type.possibleTypes.map(({ name }) => name)]),
);

const requests = [];
const http = new HttpLink({ uri: url, headers: maya, fetch: noting(requests) });
const sockets = createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: maya });
const client = new ApolloClient({
  cache: new InMemoryCache({
    possibleTypes,
    typePolicies: { SendCheck: { merge: true }, InboxCounts: { merge: true }, SearchResults: { merge: true } },
  }),
  link: ApolloLink.split(({ operationType }) => operationType === "subscription", new GraphQLWsLink(sockets), http),
});

const INBOX = gql`query Inbox {
  viewer { id position }
  inbox(first: 5) { nodes { id starred counterpart { id name ... on Seller { livePartner } } lastMessage { id text } } }
}`;
const STAR = gql`mutation Star($id: ID!) {
  starConversation(input: { conversationId: $id }) {
    ... on ConversationSuccess { conversation { id starred } }
    ... on Problem { code detail }
  }
}`;
const SEND = gql`mutation Send($id: ID!, $made: String!, $text: String!) {
  sendMessage(input: { conversationId: $id, clientMessageId: $made, content: { text: $text } }) {
    ... on SendMessageSuccess { message { id text conversation { id lastMessage { id } } } }
    ... on Problem { code retryAt }
  }
}`;
const MESSAGES = gql`subscription Messages($after: Position) {
  messageReceived(after: $after) { position message { id text conversation { id lastMessage { id text } } } }
}`;

const first = await client.query({ query: INBOX });
const [{ id }] = first.data.inbox.nodes;
const row = () => client.readQuery({ query: INBOX }).inbox.nodes[0];
const rows = [row()];

await client.mutate({ mutation: STAR, variables: { id } });
rows.push(row());

const sending = (made, text) => client.mutate({ mutation: SEND, variables: { id, made, text } });
// What is in the cache about an account is found by a fragment on the interface.
const NODE = gql`query Node($id: ID!) { node(id: $id) { id ... on Account { name } } }`;
const { node } = (await client.query({ query: NODE, variables: { id: rows[0].counterpart.id } })).data;

const refused = (await sending("refused", " ")).data.sendMessage;
const sent = (await sending("sent", "From Apollo")).data.sendMessage;
rows.push(row());

const heard = [];
client.subscribe({ query: MESSAGES, variables: { after: first.data.viewer.position } }).subscribe({
  next: ({ data }) => heard.push(data.messageReceived.message.text),
});
await until(() => heard.length === 1);
await send(acme, id, "To Apollo");
await until(() => heard.length === 2);
rows.push(row());

const asked = [...requests];
const mistake = await client.query({ query: gql`{ nope }` }).catch((error) => ({
  name: error.name,
  codes: error.errors?.map(({ extensions }) => extensions.code),
}));

report({
  rows: rows.map(({ starred, counterpart, lastMessage }) => ({ starred, counterpart, text: lastMessage.text })),
  node,
  refused,
  sent: sent.message.text,
  heard,
  asked,
  mistake,
  mistaken: requests.at(-1),
});

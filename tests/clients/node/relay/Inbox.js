// Relay: pages of two connections, a mutation and a subscription. ARTIFACTS is the folder relay-compiler wrote to.
import { createRequire } from "node:module";
import { createClient } from "graphql-ws";
import relay from "relay-runtime";
import WebSocket from "ws";
import { acme, maya, report, send, socketUrl, until, url } from "../people.mjs";

const { Environment, Network, Observable, RecordSource, Store } = relay;
const { commitMutation, createOperationDescriptor, fetchQuery, getSingularSelector, requestSubscription } = relay;

// What Relay's Babel plugin does: a tagged document becomes what the compiler made of it.
const artifact = createRequire(`${process.env.ARTIFACTS}/`);
const graphql = ([text]) => artifact(`./${/\w+ (\w+)/.exec(text)[1]}.graphql.js`);

const sockets = createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: maya });
const environment = new Environment({
  network: Network.create(
    async ({ text }, variables) => {
      const headers = { "Content-Type": "application/json", ...maya };
      return (await fetch(url, { method: "POST", headers, body: JSON.stringify({ query: text, variables }) })).json();
    },
    ({ text }, variables) => Observable.create((sink) => sockets.subscribe({ query: text, variables }, sink)),
  ),
  store: new Store(new RecordSource()),
});

const PAGE = graphql`fragment Inbox_page on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
  @refetchable(queryName: "InboxPageQuery") {
    inbox(first: $count, after: $cursor) @connection(key: "Inbox_inbox") {
      edges { node { id starred counterpart { name } lastMessage { text } } }
    }
  }`;
const THREAD = graphql`fragment Inbox_thread on Conversation
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
  @refetchable(queryName: "InboxThreadQuery") {
    messages(last: $count, before: $cursor) @connection(key: "Inbox_messages") { edges { node { text } } }
  }`;
const QUERY = graphql`query InboxQuery { viewer { position } ...Inbox_page }`;
const CONVERSATION = graphql`query InboxConversationQuery($id: ID!) {
    node(id: $id) { ...Inbox_thread @alias(as: "thread") }
  }`;
const SEND = graphql`mutation InboxSendMutation($id: ID!, $text: String!) {
    sendMessage(input: { conversationId: $id, clientMessageId: $text, content: { text: $text } }) {
      __typename
      ... on SendMessageSuccess { message { text conversation { id lastMessage { id text } } } }
      ... on Problem { code }
    }
  }`;
const STARRED = graphql`subscription InboxStarredSubscription($after: Position) {
    events(after: $after) { __typename ... on ConversationChanged { conversation { id starred } } }
  }`;
const STAR = graphql`mutation InboxStarMutation($id: ID!) {
    starConversation(input: { conversationId: $id }) { __typename }
  }`;

const load = (query, variables = {}) => fetchQuery(environment, query, variables).toPromise();
// What a component with this query and this fragment would be given.
function read(query, variables, fragment, place = (data) => data) {
  const { data } = environment.lookup(createOperationDescriptor(query, variables).fragment);
  return environment.lookup(getSingularSelector(fragment, place(data))).data;
}
const mutate = (mutation, variables) =>
  new Promise((onCompleted, onError) => commitMutation(environment, { mutation, variables, onCompleted, onError }));
const inbox = () => read(QUERY, {}, PAGE).inbox;
const rows = () => inbox().edges.map(({ node }) => node.counterpart.name);

const { viewer } = await load(QUERY);
const pages = [rows()];
await load(PAGE.metadata.refetch.operation, { count: 2, cursor: inbox().pageInfo.endCursor });
pages.push(rows());

const [{ node: { id } }] = inbox().edges;
const thread = () => read(CONVERSATION, { id }, THREAD, ({ node }) => node.thread).messages;
const texts = () => thread().edges.map(({ node }) => node.text);
await load(CONVERSATION, { id });
const threads = [texts()];
await load(THREAD.metadata.refetch.operation, { id, count: 2, cursor: thread().pageInfo.startCursor });
threads.push(texts());

const refused = (await mutate(SEND, { id, text: " " })).sendMessage;
const sent = (await mutate(SEND, { id, text: "From Relay" })).sendMessage;
const last = inbox().edges[0].node.lastMessage.text;

const events = [];
requestSubscription(environment, {
  subscription: STARRED,
  variables: { after: viewer.position },
  onNext: ({ events: { __typename } }) => events.push(__typename),
});
await until(() => events.length === 1);
const starred = [inbox().edges[0].node.starred];
await mutate(STAR, { id });
await send(acme, id, "To Relay");
await until(() => events.length === 3);
starred.push(inbox().edges[0].node.starred);

report({ pages, more: inbox().pageInfo.hasNextPage, threads, refused, sent: sent.__typename, last, events, starred });

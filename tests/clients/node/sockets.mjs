// graphql-ws: several operations on one socket, live events, pings, an end that one asks for, and a bad token.
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { acme, maya, report, send, socketUrl, until } from "./people.mjs";

const seen = { opened: 0, results: 0, pongs: 0 };
const client = createClient({
  url: socketUrl,
  webSocketImpl: WebSocket,
  connectionParams: maya,
  lazyCloseTimeout: 60_000,
  keepAlive: 50,
  on: {
    opened: () => { seen.opened += 1; },
    message: ({ type }) => { if (type === "next") seen.results += 1; },
    pong: (received) => { if (received) seen.pongs += 1; },
  },
});
const start = (query, variables) => client.iterate({ query, variables });
const ask = async (query, variables) => (await start(query, variables).next()).value.data;
const next = async (stream) => Object.values((await stream.next()).value.data)[0];

const { viewer, account } = await ask('{ viewer { position } account(handle: "acme") { conversation { id } } }');
const after = viewer.position;
const { id } = account.conversation;
const events = start(
  `subscription ($after: Position) { events(after: $after) {
    __typename
    ... on MessageReceived { message { text } }
    ... on ConversationChanged { conversation { starred } }
  } }`,
  { after },
);
const messages = start(
  "subscription ($after: Position) { messageReceived(after: $after) { message { text } } }",
  { after },
);

const answers = await Promise.all([
  ask("{ viewer { account { handle } } }"),
  ask('{ account(handle: "acme") { name } }'),
  ask("mutation ($id: ID!) { starConversation(input: { conversationId: $id }) { __typename } }", { id }),
]);
const mistakes = await Promise.all(
  ["{ nope }", "{"].map((query) => ask(query).catch((errors) => errors.map(({ extensions }) => extensions.code))),
);
await send(acme, id, "One");
await send(acme, id, "Two");
const heard = [await next(messages), await next(messages)].map(({ message }) => message.text);
await messages.return();
await send(acme, id, "Three");
const told = [await next(events), await next(events), await next(events), await next(events)];
// Once it has answered another ping, nothing more is on its way: not for the stream that was left, either.
const { pongs } = seen;
await until(() => seen.pongs > pongs);
const { opened, results } = seen;

const stranger = createClient({
  url: socketUrl,
  webSocketImpl: WebSocket,
  connectionParams: { authorization: "Bearer nonsense" },
  retryAttempts: 0,
});
const { code, reason } = await stranger.iterate({ query: "{ __typename }" }).next().catch((event) => event);

report({ opened, results, answers, mistakes, heard, told, refused: { code, reason } });

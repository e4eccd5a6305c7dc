// graphql-ws: two streams of one socket that lose nothing, whatever becomes of the server. It waits for a line of
// standard input before it comes back.
import { once } from "node:events";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { ask, maya, socketUrl } from "./people.mjs";

const client = createClient({
  url: socketUrl,
  webSocketImpl: WebSocket,
  connectionParams: maya,
  retryAttempts: Infinity,
  shouldRetry: () => true,
  retryWait: () => once(process.stdin, "data"),
});

function listen(name, selection, { position }) {
  const variables = { after: position };
  const query = `subscription ($after: Position) { ${name}(after: $after) { position ${selection} } }`;
  client.subscribe({ query, variables }, {
    next: ({ data: { [name]: event } }) => {
      console.log(`${name}: ${event.message.text}`);
      variables.after = event.position;
    },
    error: (error) => { throw error; },
    complete: () => {},
  });
}

const { viewer } = await ask(maya, "{ viewer { position } }");
listen("events", "... on MessageReceived { message { text } }", viewer);
listen("messageReceived", "message { text }", viewer);
console.log("listening");

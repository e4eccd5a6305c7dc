import { createClient, TerminatedCloseEvent, type Client } from "graphql-ws";
import { Environment, getRequest, graphql, Network, RecordSource, Store, type Variables } from "relay-runtime";
import type { Session } from "../session";
import type { Heard } from "./events";
import { Meanwhile } from "./meanwhile";
import { answering, asking, pause } from "./requests";
import { isShut, stream } from "./streams";

export { Refused } from "./requests";

const PATIENCE = 5_000; // how long an answer to a ping may take

// What is not shown any more is looked for step by step, so that a key comes between: of thousands of records.
const TIDY = { gcScheduler: (step: () => void) => void setTimeout(step) };

const WHO = graphql`
  query environmentQuery {
    viewer {
      id
    }
  }
`;

export type Connection = "connecting" | "live" | "offline";

export interface Line {
  environment: Environment;
  socket: Client;
  /** Be told whenever the connection's state is another, from now on; returns how to stop. */
  watch(tell: (state: Connection) => void): () => void;
  /** Be told of each event once the store has it; returns how to stop. */
  hear(tell: (event: Heard) => void): () => void;
  /** An event was taken in. */
  heard(event: Heard): void;
  /** What is told while something is asked: for what reads in several steps. */
  meanwhile: Meanwhile;
  /** The token is good no more, as something that is no GraphQL was told. */
  expired(): void;
  headers: Readonly<Record<string, string>>; // who is asking: also for what is no GraphQL, as uploads
}

/**
 * The way to the server, for one session: requests by HTTP, subscriptions by one socket that comes back by itself.
 *
 * `expired` is called once its token is good no more: nothing is answered any more then.
 */
export function connect(session: Session, expired?: () => void): Line {
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    Authorization: `Bearer ${session.token}`,
  };
  if (session.account !== null) headers["Parley-Account"] = session.account;

  const watching = new Set<(state: Connection) => void>();
  const hearing = new Set<(event: Heard) => void>();
  const listening = new Set<Variables>();
  const socket = opened(session, listening, (state) => watching.forEach((one) => one(state)));
  const meanwhile = new Meanwhile();
  const ask = asking(headers, meanwhile, expired);
  const ways = { socket, listening, meanwhile, admitted: () => ask(getRequest(WHO).params, {}) };
  return {
    environment: new Environment({
      network: Network.create(answering(ask), (request, variables) => stream(ways, request, variables)),
      store: new Store(new RecordSource(), TIDY),
    }),
    socket,
    watch: (one) => added(watching, one),
    hear: (one) => added(hearing, one),
    heard: (event) => hearing.forEach((one) => one(event)),
    meanwhile,
    expired: () => expired?.(),
    headers,
  };
}

function added<One>(all: Set<One>, one: One): () => void {
  all.add(one);
  return () => void all.delete(one);
}

/** The socket, once something is subscribed to. */
function opened({ token, account }: Session, listening: Set<Variables>, tell: (state: Connection) => void): Client {
  let unanswered: ReturnType<typeof setTimeout> | undefined;
  const socket = createClient({
    url: `${location.origin.replace(/^http/, "ws")}/graphql`,
    connectionParams: { authorization: `Bearer ${token}`, ...(account && { account }) },
    retryAttempts: Infinity,
    // Closed, nobody there, or given up as dead: not where one is not let in; what else is thrown is a fault of ours.
    shouldRetry: (fault) => (fault instanceof Event && !isShut(fault)) || fault instanceof TerminatedCloseEvent,
    retryWait: pause,
    keepAlive: 12_000,
    on: {
      connecting: (again) => tell(again ? "offline" : "connecting"),
      connected: () => tell("live"),
      closed() {
        clearTimeout(unanswered);
        tell("offline");
      },
      // A socket that slept, or whose net has gone, looks open for minutes: one that does not answer is given up.
      ping(received, payload) {
        if (!received) unanswered = setTimeout(() => socket.terminate(), PATIENCE);
        // It says how far a listener is that hears nothing, so that its position is not too old one day.
        else if (typeof payload?.position === "string") for (const one of listening) one.after = payload.position;
      },
      pong: (received) => received && clearTimeout(unanswered),
    },
  });
  return socket;
}

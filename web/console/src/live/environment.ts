import { createClient, TerminatedCloseEvent, type Client } from "graphql-ws";
import {
  Environment,
  Network,
  Observable,
  RecordSource,
  Store,
  type GraphQLResponse,
  type RequestParameters,
  type Variables,
} from "relay-runtime";
import { place, type Session } from "../session";
import type { Heard } from "./events";

const PATIENCE = 5_000; // how long an answer to a ping may take
const SOON = 15; // seconds that a reader waits by itself
const PATIENT = 30_000; // and one to a request: what is sent again is the same

// What is not shown any more is looked for step by step, so that a key or a scroll comes between: thousands of records may be there.
const TIDY = { gcScheduler: (step: () => void) => void setTimeout(step) };

export type Connection = "connecting" | "live" | "offline";

/** What the server refuses of a whole operation: `code` is one of those of docs/clients.md; `retryAfter` is in seconds. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** Of a value that is wrong: its path below the input. */
    readonly field: string | null = null,
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

interface Errors {
  errors?: readonly { message: string; extensions?: { code?: string; field?: string; retryAfter?: number } }[];
}

/** What an answer says against the whole operation, if anything. */
function refusal({ errors }: Errors): Refused | null {
  const first = errors?.[0];
  if (first === undefined) return null;
  const { code = "INTERNAL", field = null, retryAfter = null } = first.extensions ?? {};
  return new Refused(code, first.message, field, retryAfter);
}

export interface Line {
  environment: Environment;
  socket: Client;
  /** Be told whenever the connection's state is another, from now on; returns how to stop. */
  watch(tell: (state: Connection) => void): () => void;
  /** Be told of each event once the store has it; returns how to stop. */
  hear(tell: (event: Heard) => void): () => void;
  /** An event was taken in. */
  heard(event: Heard): void;
  headers: Readonly<Record<string, string>>; // who is asking: also for what is no GraphQL, as uploads
}

// Documents are named by their hashes, which the server has from the manifest of the build.
function named(request: RequestParameters, variables: Variables) {
  return {
    query: "", // graphql-ws sends nothing without one
    operationName: request.name,
    variables,
    extensions: { persistedQuery: { version: 1, sha256Hash: request.id } },
  };
}

/** How requests are made by HTTP. */
function asking(headers: Record<string, string>) {
  async function asked(request: RequestParameters, variables: Variables): Promise<GraphQLResponse> {
    const answer = await fetch("/graphql", {
      method: "POST",
      headers,
      body: JSON.stringify(named(request, variables)),
      signal: AbortSignal.timeout(PATIENT),
    });
    const said = (await answer.json()) as GraphQLResponse & Errors;
    const refused = refusal(said);
    if (refused?.code === "PERSISTED_QUERY_NOT_FOUND") newer();
    if (refused !== null) throw refused;
    sessionStorage.removeItem(place("newer"));
    return said;
  }

  // A server that is away takes nothing off the page: what is to be read is asked for until it is answered. Who has asked
  // for much in a minute reads on a little later.
  async function ask(request: RequestParameters, variables: Variables): Promise<GraphQLResponse> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await asked(request, variables);
      } catch (fault) {
        if (request.operationKind !== "query") throw fault; // a change is tried again by whoever made it
        if (!(fault instanceof Refused)) await pause(tries);
        else if (fault.code !== "RATE_LIMITED" || (fault.retryAfter ?? Infinity) > SOON) throw fault;
        else await new Promise((go) => setTimeout(go, (fault.retryAfter ?? 0) * 1000));
      }
    }
  }

  return ask;
}

/** The way to the server, for one session: requests by HTTP, subscriptions by one socket that comes back by itself. */
export function connect(session: Session): Line {
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    Authorization: `Bearer ${session.token}`,
  };
  if (session.account !== null) headers["Parley-Account"] = session.account;

  const watching = new Set<(state: Connection) => void>();
  const hearing = new Set<(event: Heard) => void>();
  const listening = new Set<Variables>();
  const tell = (state: Connection) => watching.forEach((one) => one(state));
  let unanswered: ReturnType<typeof setTimeout> | undefined;
  const socket = createClient({
    url: `${location.origin.replace(/^http/, "ws")}/graphql`,
    connectionParams: { authorization: headers.Authorization, ...(session.account && { account: session.account }) },
    retryAttempts: Infinity,
    // Closed, nobody there, or given up as dead; what else is thrown is a fault of ours.
    shouldRetry: (fault) => fault instanceof Event || fault instanceof TerminatedCloseEvent,
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

  function listen(request: RequestParameters, variables: Variables): Observable<GraphQLResponse> {
    return Observable.create((sink) => {
      const payload = named(request, { ...variables });
      if ("after" in variables) listening.add(payload.variables);
      const stop = socket.subscribe(payload, {
        next(said) {
          const refused = refusal(said as Errors);
          if (refused !== null) return sink.error(refused);
          // The socket asks again with this very object when it comes back: after what was heard last, so nothing is missed.
          const position = (said.data as { events?: { position?: string } } | null)?.events?.position;
          if (position !== undefined) payload.variables.after = position;
          sink.next(said as GraphQLResponse);
        },
        error(fault) {
          const refused = Array.isArray(fault) ? refusal({ errors: fault }) : null;
          sink.error(refused ?? (fault instanceof Error ? fault : new Error("the socket was closed for good")));
        },
        complete: () => sink.complete(),
      });
      return () => {
        listening.delete(payload.variables);
        stop();
      };
    });
  }

  return {
    environment: new Environment({
      network: Network.create(asking(headers), listen),
      store: new Store(new RecordSource(), TIDY),
    }),
    socket,
    watch(one) {
      watching.add(one);
      return () => void watching.delete(one);
    },
    hear(one) {
      hearing.add(one);
      return () => void hearing.delete(one);
    },
    heard: (event) => hearing.forEach((one) => one(event)),
    headers,
  };
}

// Soon at first, then every few seconds, and not all clients at once.
const pause = (tries: number) =>
  new Promise<void>((go) => setTimeout(go, Math.min(250 * 2 ** tries, 5000) * (0.5 + Math.random())));

/** The server knows another build of this page than the one that is open: load that one, once. */
export function newer(): void {
  if (sessionStorage.getItem(place("newer")) !== null) return;
  sessionStorage.setItem(place("newer"), "asked");
  location.reload();
}

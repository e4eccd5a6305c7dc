import { createClient, type Client } from "graphql-ws";
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
import type { Session } from "../session";

export type Connection = "connecting" | "live" | "offline";

/** What the server refuses of a whole operation: `code` is one of those of docs/clients.md. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Errors {
  errors?: readonly { message: string; extensions?: { code?: string } }[];
}

/** What an answer says against the whole operation, if anything. */
function refusal({ errors }: Errors): Refused | null {
  const first = errors?.[0];
  return first === undefined ? null : new Refused(first.extensions?.code ?? "INTERNAL", first.message);
}

export interface Line {
  environment: Environment;
  socket: Client;
  /** Be told whenever the connection's state is another, from now on; returns how to stop. */
  watch(tell: (state: Connection) => void): () => void;
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

/** The way to the server, for one session: requests by HTTP, subscriptions by one socket that comes back by itself. */
export function connect(session: Session): Line {
  const headers: Record<string, string> = { "Content-Type": "application/json", Authorization: `Bearer ${session.token}` };
  if (session.account !== null) headers["Parley-Account"] = session.account;

  async function ask(request: RequestParameters, variables: Variables): Promise<GraphQLResponse> {
    const answer = await fetch("/graphql", {
      method: "POST",
      headers,
      body: JSON.stringify(named(request, variables)),
    });
    const said = (await answer.json()) as GraphQLResponse & Errors;
    const refused = refusal(said);
    if (refused !== null) throw refused;
    return said;
  }

  const watching = new Set<(state: Connection) => void>();
  const tell = (state: Connection) => watching.forEach((one) => one(state));
  const socket = createClient({
    url: `${location.origin.replace(/^http/, "ws")}/graphql`,
    connectionParams: { authorization: headers.Authorization, ...(session.account && { account: session.account }) },
    retryAttempts: Infinity,
    shouldRetry: (fault) => fault instanceof Event, // closed, or nobody there; what is thrown here is a fault of ours
    // Soon at first, then every few seconds, and not all clients at once.
    retryWait: (tries) => new Promise((go) => setTimeout(go, Math.min(250 * 2 ** tries, 5000) * (0.5 + Math.random()))),
    keepAlive: 12_000,
    on: {
      connecting: (again) => tell(again ? "offline" : "connecting"),
      connected: () => tell("live"),
      closed: () => tell("offline"),
    },
  });

  function listen(request: RequestParameters, variables: Variables): Observable<GraphQLResponse> {
    return Observable.create((sink) => {
      const payload = named(request, { ...variables });
      return socket.subscribe(payload, {
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
    });
  }

  return {
    environment: new Environment({ network: Network.create(ask, listen), store: new Store(new RecordSource()) }),
    socket,
    watch(one) {
      watching.add(one);
      return () => void watching.delete(one);
    },
  };
}

import { Observable, type GraphQLResponse, type RequestParameters, type Variables } from "relay-runtime";
import { ofTab } from "../session";
import type { Meanwhile } from "./meanwhile";

const SOON = 15; // seconds that a reader waits by itself
const PATIENT = 30_000; // and one to a request: what is sent again is the same
const ONCE_IN = 60_000; // the page is loaded for a newer build

// What the server may do, or tell, a little later.
const PASSING: ReadonlySet<string> = new Set(["INTERNAL", "RATE_LIMITED", "PERSISTED_QUERY_NOT_FOUND"]);

/** What the server refuses of a whole operation. `code` is one of those of docs/clients.md, `retryAfter` in seconds. */
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

  /** Whether the same may be answered if it is asked again. */
  get passes(): boolean {
    return PASSING.has(this.code);
  }
}

export interface Errors {
  errors?: readonly { message: string; extensions?: { code?: string; field?: string; retryAfter?: number } }[];
}

/** What an answer says against the whole operation, if anything. */
export function refusal({ errors }: Errors): Refused | null {
  const first = errors?.[0];
  if (first === undefined) return null;
  const { code = "INTERNAL", field = null, retryAfter = null } = first.extensions ?? {};
  return new Refused(code, first.message, field, retryAfter);
}

// Documents are named by their hashes, which the server has from the manifest of the build.
export function named(request: RequestParameters, variables: Variables) {
  return {
    query: "", // graphql-ws sends nothing without one
    operationName: request.name,
    variables,
    extensions: { persistedQuery: { version: 1, sha256Hash: request.id } },
  };
}

/** How requests are made by HTTP. Where the token is good no more `expired` is called, and nothing is answered. */
export function asking(headers: Record<string, string>, meanwhile: Meanwhile, expired?: () => void) {
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
    if (refused?.code === "UNAUTHENTICATED" && expired) {
      expired();
      return new Promise(() => undefined); // whoever asked is taken off the page
    }
    if (refused !== null) throw refused;
    return said;
  }

  // A server that is away takes nothing off the page: what is to be read is asked for until it is answered. Who has
  // asked for much in a minute reads on a little later.
  async function ask(request: RequestParameters, variables: Variables) {
    for (let tries = 0; ; tries += 1) {
      try {
        return await meanwhile.while(() => asked(request, variables));
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

/** As Relay asks: it is given the answer, and what was told while it was under way. */
export function answering(ask: ReturnType<typeof asking>) {
  return (request: RequestParameters, variables: Variables): Observable<GraphQLResponse> =>
    Observable.create((sink) => {
      ask(request, variables).then(({ answer, again }) => {
        sink.next(answer);
        again();
        sink.complete();
      }, sink.error);
    });
}

// Soon at first, then every few seconds, and not all clients at once.
export const pause = (tries: number) => new Promise<void>((go) => setTimeout(go, pauseOf(tries)));

export const pauseOf = (tries: number) => Math.min(250 * 2 ** tries, 5000) * (0.5 + Math.random());

/** The server knows another build of this page than the one that is open: load that one, but not again and again. */
export function newer(): void {
  const last = sessionStorage.getItem(ofTab("newer"));
  if (last !== null && Date.now() - Number(last) < ONCE_IN) return;
  sessionStorage.setItem(ofTab("newer"), String(Date.now()));
  location.reload();
}

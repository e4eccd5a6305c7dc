import type { Client } from "graphql-ws";
import { Observable, type GraphQLResponse, type RequestParameters, type Variables } from "relay-runtime";
import type { Meanwhile } from "./meanwhile";
import { named, newer, pauseOf, refusal, Refused, type Errors } from "./requests";

const NOT_LET_IN = 4403;

interface Ways {
  socket: Client;
  /** The variables of what resumes: whoever hears how far it is writes it there. */
  listening: Set<Variables>;
  meanwhile: Meanwhile;
  /** Asks by HTTP whether one may ask at all, and fails with the reason: a socket that lets nobody in says none. */
  admitted(): Promise<unknown>;
}

/** What is told as it happens. Whatever ends that may go on begins again from where it was. */
export function stream(ways: Ways, request: RequestParameters, variables: Variables): Observable<GraphQLResponse> {
  return Observable.create((sink) => {
    const payload = named(request, { ...variables });
    if ("after" in variables) ways.listening.add(payload.variables);
    let tries = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let leave = begin();
    let left = false;

    function begin(): () => void {
      return once(ways.socket, payload, {
        next(said) {
          tries = 0;
          // This very object is sent again when the socket comes back: after what was heard last, so nothing is missed.
          const { data } = said as { data?: { events?: { position?: string } } | null };
          const position = data?.events?.position;
          if (position !== undefined) payload.variables.after = position;
          ways.meanwhile.tell(() => sink.next(said));
        },
        ended: (fault) => void goOn(fault),
        complete: () => sink.complete(),
      });
    }

    async function goOn(ended: unknown): Promise<void> {
      const fault = isShut(ended) ? await ways.admitted().then(() => ended, theReason) : ended;
      if (left) return;
      const passes = fault instanceof Event || (fault instanceof Refused && (fault.passes || isShut(fault)));
      if (!passes) return sink.error(fault instanceof Error ? fault : new Error("the stream ended"));
      if (fault instanceof Refused && fault.code === "PERSISTED_QUERY_NOT_FOUND") newer();
      const rest = fault instanceof Refused && fault.retryAfter !== null ? fault.retryAfter * 1000 : 0;
      timer = setTimeout(() => (leave = begin()), Math.max(rest, pauseOf(tries)));
      tries += 1;
    }

    return () => {
      left = true;
      clearTimeout(timer);
      ways.listening.delete(payload.variables);
      leave();
    };
  });
}

const theReason = (reason: unknown) => reason;

/** Whether nobody is let in with this token, for a reason that is to be asked for. */
export const isShut = (fault: unknown): boolean =>
  (fault instanceof CloseEvent && fault.code === NOT_LET_IN) ||
  (fault instanceof Refused && fault.code === "UNAUTHENTICATED");

interface Telling {
  next(said: GraphQLResponse): void;
  /** With a Refused, with how the socket was closed, or with a fault of ours. */
  ended(fault: unknown): void;
  complete(): void;
}

/** One subscription on the socket, until it ends once; returns how to leave it. */
function once(socket: Client, payload: ReturnType<typeof named>, telling: Telling): () => void {
  let over = false;
  const end = (fault: unknown) => {
    if (over) return;
    leave();
    telling.ended(fault);
  };
  const stop = socket.subscribe(payload, {
    next(said) {
      if (over) return;
      const refused = refusal(said as Errors);
      if (refused !== null) end(refused);
      else telling.next(said as GraphQLResponse);
    },
    error: (fault) => end(Array.isArray(fault) ? refusal({ errors: fault }) : fault),
    complete: () => over || telling.complete(),
  });
  function leave() {
    over = true;
    stop();
  }
  return leave;
}

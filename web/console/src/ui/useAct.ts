import { useCallback, useState } from "react";
import { useMutation } from "react-relay";
import type { GraphQLTaggedNode, MutationParameters, SelectorStoreUpdater } from "relay-runtime";
import { Refused } from "../live/environment";
import { wordsOf } from "./wordsOf";

/** Why something was not done. `code` is one of those of docs/clients.md; null where the server did not answer. */
export interface Refusal {
  code: string | null;
  detail: string;
  retryAt: string | null;
  /** Of a value that is wrong: its path below the input, where the document asks for it. */
  field?: string | null;
}

interface Act<M extends MutationParameters> {
  /** Do it; `then` is called with the answer once it was done, and not where it was refused. */
  act(
    variables: M["variables"],
    then?: (done: M["response"]) => void,
    updater?: SelectorStoreUpdater<M["response"]>,
  ): void;
  busy: boolean;
  refusal: Refusal | null;
  /** Show no refusal any more. */
  clear(): void;
}

/** A mutation of one field, whose answer is a union: of its members, only a Problem has a `detail`. */
export function useAct<M extends MutationParameters>(mutation: GraphQLTaggedNode): Act<M> {
  const [commit, busy] = useMutation<M>(mutation);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const clear = useCallback(() => setRefusal(null), []);
  const act: Act<M>["act"] = useCallback(
    (variables, then, updater) => {
      setRefusal(null);
      commit({
        variables,
        updater,
        onCompleted(answer) {
          const found = refused(answer);
          if (found === null) then?.(answer);
          else setRefusal(found);
        },
        onError: (fault) => setRefusal(refusalOf(fault)),
      });
    },
    [commit],
  );
  return { act, busy, refusal, clear };
}

/** Why something could not be done at all, and when it goes on where the server says so. */
export function refusalOf(fault: unknown): Refusal {
  const { code = null, retryAfter = null } = fault instanceof Refused ? fault : {};
  const retryAt = retryAfter === null ? null : new Date(Date.now() + retryAfter * 1000).toISOString();
  return { code, detail: wordsOf(fault), retryAt };
}

/** The Problem that an answer is, if it is one. */
export function refused(answer: unknown): Refusal | null {
  const [said] = Object.values(answer as Record<string, Partial<Refusal>>);
  if (typeof said?.detail !== "string") return null;
  return { code: said.code ?? null, detail: said.detail, retryAt: said.retryAt ?? null, field: said.field ?? null };
}

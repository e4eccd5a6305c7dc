import { commitMutation, graphql } from "relay-runtime";
import type { outboxMutation } from "../__generated__/outboxMutation.graphql";
import { atEnd } from "./events";
import { place } from "../session";
import { Refused, type Line } from "./environment";
import { fresh } from "./ids";

// Not the conversation: an answer may come after events that know more of it.
const SEND = graphql`
  mutation outboxMutation($input: SendMessageInput!) {
    sendMessage(input: $input) {
      __typename
      ... on SendMessageSuccess {
        message {
          id
          sequence
          clientMessageId
          ...Bubble_message
          conversation {
            id
          }
        }
      }
      ... on Problem {
        detail
      }
    }
  }
`;

export interface Pending {
  id: string; // the client's own: however often it is sent, it is one message (MSG-2)
  conversation: string;
  text: string;
  problem: string | null; // why it was refused; null while it is on its way
}

const KEPT = place("outbox");
const AGAIN = 2_000;
const LATER = new Set(["INTERNAL", "RATE_LIMITED"]); // of a request; what else is refused stays so

/** What was written and is not known to have arrived: shown at once, kept over a reload, tried until it is answered. */
export class Outbox {
  #pending: readonly Pending[] = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]") as Pending[];
  readonly #watching = new Set<() => void>();
  readonly #underWay = new Set<string>();
  #closed = false;

  constructor(private readonly line: Line) {}

  /** Send nothing more from here: another one goes on with what is kept. */
  close(): void {
    this.#closed = true;
  }

  readonly watch = (tell: () => void): (() => void) => {
    this.#watching.add(tell);
    return () => void this.#watching.delete(tell);
  };

  readonly pending = (): readonly Pending[] => this.#pending;

  send(conversation: string, text: string): void {
    const made = { id: fresh(), conversation, text, problem: null };
    this.#become([...this.#pending, made]);
    this.flush();
  }

  /** Send one that was refused again, as the same message. */
  retry(id: string): void {
    this.#become(this.#pending.map((one) => (one.id === id ? { ...one, problem: null } : one)));
    this.flush();
  }

  drop(id: string): void {
    this.#become(this.#pending.filter((one) => one.id !== id));
  }

  /** Send what waits: the first of each conversation, so that what was said first comes first. */
  flush(): void {
    if (this.#closed) return;
    const busy = new Set<string>();
    for (const one of this.#pending) {
      if (one.problem !== null || busy.has(one.conversation)) continue;
      busy.add(one.conversation);
      if (!this.#underWay.has(one.id)) this.#send(one);
    }
  }

  #send(one: Pending): void {
    this.#underWay.add(one.id);
    const done = (then: () => void) => {
      this.#underWay.delete(one.id);
      then();
    };
    commitMutation<outboxMutation>(this.line.environment, {
      mutation: SEND,
      variables: { input: { conversationId: one.conversation, clientMessageId: one.id, content: { text: one.text } } },
      updater(store) {
        const message = store.getRootField("sendMessage")?.getLinkedRecord("message");
        if (message) atEnd(store, message);
      },
      onCompleted: ({ sendMessage: said }) =>
        done(() => {
          if (said.__typename === "SendMessageSuccess") this.drop(one.id);
          else this.#refused(one.id, said.detail ?? said.__typename);
          this.flush();
        }),
      onError: (fault) =>
        done(() => {
          if (fault instanceof Refused && !LATER.has(fault.code)) this.#refused(one.id, fault.message);
          // Whether it arrived is not known: the same id once more is the same message.
          setTimeout(() => this.flush(), AGAIN);
        }),
    });
  }

  #refused(id: string, problem: string): void {
    this.#become(this.#pending.map((one) => (one.id === id ? { ...one, problem } : one)));
  }

  #become(pending: readonly Pending[]): void {
    if (this.#closed) return;
    this.#pending = pending;
    sessionStorage.setItem(KEPT, JSON.stringify(pending));
    this.#watching.forEach((tell) => tell());
  }
}

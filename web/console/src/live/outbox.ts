import { commitMutation, graphql } from "relay-runtime";
import type { MessageContent, outboxMutation } from "../__generated__/outboxMutation.graphql";
import { place } from "../session";
import { t } from "../texts";
import { Refused, type Line } from "./environment";
import { atEnd } from "./events";
import { fresh } from "./ids";
import { upload } from "./upload";

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

/** What to send: what goes to the server, and what is shown of it until it is there. */
export interface Said {
  content: MessageContent;
  text: string;
  /** Of products, or of a list of them. */
  titles?: readonly string[];
  /** A picture that is to be uploaded first. */
  file?: File;
}

export interface Pending {
  id: string; // the client's own: however often it is sent, it is one message (MSG-2)
  conversation: string;
  content: MessageContent;
  text: string;
  titles: readonly string[];
  picture: "none" | "waits" | "uploaded";
  problem: string | null; // why it was refused; null while it is on its way
  delay: string | null; // why it waits before it is tried again, where the server said so
  lost: boolean; // its picture is not here any more: it cannot be tried again
}

/** A picture on its way, as this page has it; a page that is loaded again has it no more. */
export interface Picture {
  file: File;
  url: string;
  part: number; // of it that has been uploaded
  cancel: AbortController;
}

const ON_ITS_WAY = { problem: null, delay: null, lost: false };
const AGAIN = 2_000;
const SELDOM = 30_000;
const MOST = 5; // times that the server may fail at one, before whoever wrote it decides

const pictures = new Map<string, Picture>(); // for as long as the page is there: another outbox goes on with them

/** What was written and is not known to have arrived: shown at once, kept over a reload, tried until it is answered. */
export class Outbox {
  #pending: readonly Pending[] = kept();
  readonly #watching = new Set<() => void>();
  readonly #underWay = new Set<string>();
  readonly #faults = new Map<string, number>(); // of the server, with one message
  #failed = 0; // times in a row
  #rests = 0; // until when the server wants to be left alone
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(private readonly line: Line) {}

  /** Send nothing more from here: another one goes on with what is kept. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const { cancel } of pictures.values()) cancel.abort();
  }

  readonly watch = (tell: () => void): (() => void) => {
    this.#watching.add(tell);
    return () => void this.#watching.delete(tell);
  };

  readonly pending = (): readonly Pending[] => this.#pending;

  /** The picture of one that is pending. */
  readonly picture = (id: string): Picture | undefined => pictures.get(id);

  send(conversation: string, said: Said): void {
    const id = fresh();
    const { content, text, titles = [], file } = said;
    if (file) pictures.set(id, { file, url: URL.createObjectURL(file), part: 0, cancel: new AbortController() });
    const picture = file ? "waits" : "none";
    this.#become([...this.#pending, { id, conversation, content, text, titles, picture, ...ON_ITS_WAY }]);
    this.flush();
  }

  /** Send one that was refused again, as the same message. */
  retry(id: string): void {
    this.#faults.delete(id);
    this.#change(id, { problem: null, delay: null });
    this.flush();
  }

  /** Let one go that was refused, or whose picture is still on its way. */
  drop(id: string): void {
    const picture = pictures.get(id);
    pictures.delete(id);
    this.#faults.delete(id);
    this.#become(this.#pending.filter((one) => one.id !== id));
    if (!picture) return;
    picture.cancel.abort();
    setTimeout(() => URL.revokeObjectURL(picture.url), AGAIN); // it may be shown until the server's own is
  }

  /** Send what waits: of each conversation the first, so that the order stays. What was refused holds nothing up. */
  flush(): void {
    if (this.#closed) return;
    const rest = this.#rests - Date.now();
    if (rest > 0) return this.#later(rest);
    const busy = new Set<string>();
    for (const one of this.#pending) {
      if (one.problem !== null || busy.has(one.conversation)) continue;
      busy.add(one.conversation);
      if (!this.#underWay.has(one.id)) void this.#send(one);
    }
  }

  async #send(one: Pending): Promise<void> {
    this.#underWay.add(one.id);
    try {
      const refused = await this.#deliver(one);
      if (this.#closed) return; // another one asks again, and learns the same
      this.#failed = 0;
      if (refused === null) this.drop(one.id);
      else this.#change(one.id, { problem: refused });
      this.#underWay.delete(one.id);
      this.flush();
    } catch (fault) {
      this.#underWay.delete(one.id);
      this.#cannot(one, fault);
    }
  }

  /** Bring one to the server, its picture first; what it says against it, or null. */
  async #deliver(one: Pending): Promise<string | null> {
    let { content } = one;
    const picture = pictures.get(one.id);
    if (one.picture === "waits" && picture) {
      const mediaId = await upload(
        this.line.headers,
        picture.file,
        (part) => this.#progress(one.id, part),
        picture.cancel.signal,
      );
      content = { media: { ...content.media, mediaId } };
      this.#change(one.id, { content, picture: "uploaded" });
    }
    return new Promise((done, fail) =>
      commitMutation<outboxMutation>(this.line.environment, {
        mutation: SEND,
        variables: { input: { conversationId: one.conversation, clientMessageId: one.id, content } },
        updater(store) {
          const message = store.getRootField("sendMessage")?.getLinkedRecord("message");
          if (message) atEnd(store, message);
        },
        onCompleted: ({ sendMessage: said }) =>
          done(said.__typename === "SendMessageSuccess" ? null : (said.detail ?? said.__typename)),
        onError: fail,
      }),
    );
  }

  #cannot(one: Pending, fault: unknown): void {
    if (this.#closed) return;
    if (!this.#pending.some(({ id }) => id === one.id)) return this.flush(); // it was cancelled
    if (fault instanceof Refused && fault.code === "UNAUTHENTICATED") return this.line.expired();
    if (fault instanceof Refused && (!fault.passes || this.#failsAlways(one, fault))) {
      this.#change(one.id, { problem: fault.message });
      return this.flush();
    }
    if (fault instanceof Refused && fault.retryAfter !== null) {
      this.#rests = Date.now() + fault.retryAfter * 1000;
      this.#change(one.id, { delay: fault.message });
    }
    // Whether it arrived is not known: the same id once more is the same message.
    const wait = Math.min(AGAIN * 2 ** this.#failed, SELDOM);
    this.#failed += 1;
    this.#later(Math.max(wait, this.#rests - Date.now()));
  }

  /** Whether the server has failed at this one so often that it is not tried again by itself. */
  #failsAlways({ id }: Pending, { code }: Refused): boolean {
    if (code !== "INTERNAL") return false;
    this.#faults.set(id, (this.#faults.get(id) ?? 0) + 1);
    return (this.#faults.get(id) ?? 0) >= MOST;
  }

  #later(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), wait);
  }

  #progress(id: string, part: number): void {
    const picture = pictures.get(id);
    if (!picture) return;
    picture.part = part;
    this.#change(id, {});
  }

  #change(id: string, change: Partial<Pending>): void {
    this.#become(this.#pending.map((one) => (one.id === id ? { ...one, ...change } : one)));
  }

  #become(pending: readonly Pending[]): void {
    if (this.#closed) return;
    this.#pending = pending;
    sessionStorage.setItem(place("outbox"), JSON.stringify(pending));
    this.#watching.forEach((tell) => tell());
  }
}

/** What was left here; a picture that a page of before had not uploaded went with that page. */
function kept(): readonly Pending[] {
  const left = JSON.parse(sessionStorage.getItem(place("outbox")) ?? "[]") as Pending[];
  return left.map((one) => {
    const picture = pictures.get(one.id);
    if (picture) pictures.set(one.id, { ...picture, part: 0, cancel: new AbortController() });
    return one.picture === "waits" && !picture ? { ...one, problem: t.thread.pictureLost, lost: true } : one;
  });
}

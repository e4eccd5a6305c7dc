import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
} from "react";
import { useLine } from "../live/context";
import { draftOf, keepDraft } from "../live/drafts";
import type { Said } from "../live/outbox";
import { messagesOf, type Attached } from "./attached";
import { useTellTyping } from "./typing";

const SLASH = "/"; // as the first character it asks for the saved replies

const touched = matchMedia("(pointer: coarse)"); // there, Enter begins a line

/** What is being written in a conversation. */
export interface Writing {
  area: RefObject<HTMLTextAreaElement | null>;
  text: string;
  /** The messages that it would be now, with what is attached, and the text that would stay. */
  said: readonly Said[];
  left: string;
  write(next: string): void;
  /** Put words behind what is written; in the place of a slash that asked for them. */
  insert(words: string): void;
  /** Take it away: it is on its way. */
  sent(): void;
  send(): void;
  /** Send a saved reply beside what is written. */
  reply(it: Said): void;
  key(event: KeyboardEvent): void;
  paste(event: ClipboardEvent): void;
}

/**
 * Kept for this tab until it is sent.
 *
 * `onSlash` is called when somebody begins with a slash: it stays where no reply is taken.
 */
export function useWriting(conversation: string, attached: Attached, allowed: boolean, onSlash: () => void): Writing {
  const { outbox } = useLine();
  const { text, write: put, stops } = useDraft(conversation);
  const area = useRef<HTMLTextAreaElement>(null);
  useGrowing(area, text);
  const { said, left } = messagesOf(attached.it, text.trim());

  function write(next: string) {
    if (next === SLASH && text === "") onSlash();
    put(next);
  }
  function insert(words: string) {
    write(text === "" || text === SLASH ? words : `${text} ${words}`);
  }
  function sent() {
    attached.clear();
    stops();
    write(left);
  }
  function send() {
    if (said.length === 0 || !allowed) return;
    said.forEach((one) => outbox.send(conversation, one));
    sent();
    area.current?.focus();
  }
  function reply(it: Said) {
    outbox.send(conversation, it);
    if (text === SLASH) write("");
  }
  function key(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || touched.matches) return;
    event.preventDefault();
    send();
  }
  function paste(event: ClipboardEvent) {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    attached.add(files);
  }
  return { area, text, said, left, write, insert, sent, send, reply, key, paste };
}

/** What is written, kept, and told of to the other side. */
function useDraft(conversation: string) {
  const [text, setText] = useState(() => draftOf(conversation));
  const { types, stops } = useTellTyping(conversation);
  function write(next: string) {
    setText(next);
    keepDraft(conversation, next);
    if (next) types();
    else stops();
  }
  return { text, write, stops };
}

/** As high as what is written, up to what the style allows. */
function useGrowing(area: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight + element.offsetHeight - element.clientHeight}px`;
  }, [area, text]);
  useEffect(() => {
    if (!touched.matches) area.current?.focus({ preventScroll: true }); // on a phone it would bring up the keyboard
  }, [area]);
}

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

const touched = matchMedia("(pointer: coarse)"); // there, Enter begins a line

/** What is being written in a conversation. */
export interface Writing {
  area: RefObject<HTMLTextAreaElement | null>;
  text: string;
  /** The messages that it would be now, with what is attached, and the text that would stay. */
  said: readonly Said[];
  left: string;
  write(next: string): void;
  /** Take it away: it is on its way. */
  sent(): void;
  send(): void;
  key(event: KeyboardEvent): void;
  paste(event: ClipboardEvent): void;
}

/** Kept for this tab until it is sent; `onSlash` is called when somebody begins with a slash. */
export function useWriting(conversation: string, attached: Attached, allowed: boolean, onSlash: () => void): Writing {
  const { outbox } = useLine();
  const [text, setText] = useState(() => draftOf(conversation));
  const typing = useTellTyping(conversation);
  const area = useRef<HTMLTextAreaElement>(null);
  useGrowing(area, text);
  const { said, left } = messagesOf(attached.it, text.trim());

  function write(next: string) {
    if (next === "/" && text === "") return onSlash();
    setText(next);
    keepDraft(conversation, next);
    if (next) typing.types();
    else typing.stops();
  }
  function sent() {
    attached.clear();
    typing.stops();
    write(left);
  }
  function send() {
    if (said.length === 0 || !allowed) return;
    said.forEach((one) => outbox.send(conversation, one));
    sent();
    area.current?.focus();
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
  return { area, text, said, left, write, sent, send, key, paste };
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

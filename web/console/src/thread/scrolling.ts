import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { VirtualizerHandle } from "virtua";
import type { Row } from "./rows";
import type { Window } from "./window";

const BOTTOM = 60; // pixels from the end that count as being there
const NEAR = 900; // pixels from an end at which more is asked for
const MOVING = 1_000; // milliseconds for which what scrolls is by a person's hand
const DRAGGING = 10_000; // for as long a bar may be held
const KEYS: ReadonlySet<string> = new Set(["ArrowUp", "PageUp", "Home", " ", "Tab"]);
const SETTLED = 250; // milliseconds for which something is in view before it counts as seen

/** Where one is in a thread: held at the end while one is there, and asking for more before an end is reached. */
export interface Scrolling {
  scroller: RefObject<HTMLDivElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  /** Not at the end. */
  away: boolean;
  scrolled(): void;
  toEnd(): void;
  toRow(index: number, align: "center" | "start"): void;
}

/** `seen` is called with a message that is in view, the last of them. */
export function useScrolling(rows: readonly Row[], window: Window, seen: (row: Row) => void): Scrolling {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const atEnd = useRef(true);
  const before = useRef(0);
  const moved = useRef(0);
  const [away, setAway] = useState(false);
  const latest = useRef(window);
  useEffect(() => {
    latest.current = window;
  });
  const look = useLooking(list, rows, seen);

  const scrolled = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const gap = scrollHeight - scrollTop - clientHeight;
    // Only who scrolls up leaves the end: what grows, shrinks, or is measured, does not take one away from it.
    if (gap < BOTTOM) atEnd.current = true;
    else if (scrollTop < before.current - 1 && performance.now() - moved.current < MOVING) atEnd.current = false;
    before.current = scrollTop;
    setAway(!atEnd.current);
    if (scrollTop < NEAR) latest.current.previous();
    if (gap < NEAR) latest.current.next();
    look();
  }, [look]);
  const toEnd = useCallback(() => {
    atEnd.current = true;
    setAway(false);
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);
  const toRow = useCallback((index: number, align: "center" | "start") => {
    atEnd.current = false;
    list.current?.scrollToIndex(index, { align });
    setAway(true);
  }, []);

  useHand(scroller, moved);
  useSticking(scroller, atEnd, toEnd);
  useFilling(scroller, window);
  return { scroller, list, away, scrolled, toEnd, toRow };
}

/** As long as there is room, more is asked for. */
function useFilling(scroller: RefObject<HTMLDivElement | null>, window: Window): void {
  useEffect(() => {
    const element = scroller.current;
    if (element && element.scrollHeight < element.clientHeight + NEAR) window.previous();
  });
}

/** Tells of the last message in view, once it has been there for a moment; what it returns looks again. */
function useLooking(list: RefObject<VirtualizerHandle | null>, rows: readonly Row[], seen: (row: Row) => void) {
  const settle = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef({ rows, seen });
  const look = useCallback(() => {
    clearTimeout(settle.current);
    settle.current = setTimeout(() => {
      const handle = list.current;
      if (!handle || document.visibilityState !== "visible") return;
      const last = handle.findItemIndex(handle.scrollOffset + handle.viewportSize - BOTTOM / 2);
      const row = latest.current.rows.slice(0, last + 1).findLast((one) => one.kind === "message");
      if (row) latest.current.seen(row);
    }, SETTLED);
  }, [list]);
  useEffect(() => {
    latest.current = { rows, seen };
    look();
  }, [rows, seen, look]);
  useEffect(() => {
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(settle.current);
      document.removeEventListener("visibilitychange", look);
    };
  }, [look]);
  return look;
}

/**
 * Whoever is at the end stays there when what is shown grows, or the place for it changes.
 *
 * Not while something in it is pressed: it would be drawn away from under the pointer, and a click be none.
 */
function useSticking(scroller: RefObject<HTMLDivElement | null>, atEnd: RefObject<boolean>, toEnd: () => void): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let pressed = false;
    const stick = () => void (atEnd.current && !pressed && toEnd());
    const press = () => void (pressed = true);
    const release = () => {
      if (!pressed) return;
      pressed = false;
      requestAnimationFrame(stick); // after the click that this may become
    };
    toEnd();
    const watch = new ResizeObserver(stick);
    watch.observe(element);
    const content = () => element.lastElementChild && watch.observe(element.lastElementChild);
    content();
    const replaced = new MutationObserver(content);
    replaced.observe(element, { childList: true });
    const off = new AbortController();
    element.addEventListener("pointerdown", press, { signal: off.signal });
    for (const kind of ["pointerup", "pointercancel", "contextmenu"]) {
      // a menu of the browser's may keep the release to itself
      document.addEventListener(kind, release, { capture: true, signal: off.signal });
    }
    return () => {
      off.abort();
      watch.disconnect();
      replaced.disconnect();
    };
  }, [scroller, atEnd, toEnd]);
}

/** When somebody last moved something here, by whatever means. */
function useHand(scroller: RefObject<HTMLDivElement | null>, moved: RefObject<number>): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const off = new AbortController();
    const note = (event: Event) => {
      const key = event instanceof KeyboardEvent ? event.key : null;
      if (key !== null && !KEYS.has(key)) return;
      if (event.type === "pointerdown" && event.target !== element) return; // on its bar it is the list itself
      moved.current = performance.now() + (event.type === "pointerdown" ? DRAGGING : 0);
    };
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      element.addEventListener(kind, note, { passive: true, signal: off.signal });
    }
    return () => off.abort();
  }, [scroller, moved]);
}

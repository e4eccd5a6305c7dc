import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from "react";
import { Button } from "react-aria-components";
import { t } from "../texts";
import "./rows.css";

const ROW = 72; // pixels that each row is high: .row
const BEYOND = 8; // rows that are there before they are seen
const NEAR = 25; // rows from the end at which more are asked for

interface RowsProps<T> {
  label: string;
  rows: readonly T[];
  idOf(row: T): string;
  /** The time of a row's newest activity: where a later one is first, there is something new. */
  timeOf(row: T): string;
  hasMore: boolean;
  onNear(): void;
  /** Where it stood when it was last shown. */
  start: number;
  onPlace(top: number): void;
  /** What there is to do with a row, at an element of it. */
  onMenu(id: string, anchor: Element): void;
  children(row: T, first: boolean): ReactNode;
}

/**
 * A list of any length with rows of one height, of which only what is seen is in the page.
 *
 * What is seen stays where it is, whatever comes, goes or moves above it: at the top, what is new is seen; elsewhere
 * a button tells of it. The arrows, Home and End walk over all rows, also those that are not in the page yet.
 */
export function Rows<T>(props: RowsProps<T>) {
  const { label, rows, idOf, timeOf, hasMore, onMenu, children } = props;
  const frame = useRef<HTMLDivElement>(null);
  const newest = rows[0] === undefined ? "" : timeOf(rows[0]);
  const { seen, looked, look } = useLooking(frame, newest, props);
  const { current, setCurrent, walk } = useWalking(frame, rows, idOf, seen.count, look);
  useSteady(frame, rows, idOf, look);
  const at = rows.findIndex((row) => idOf(row) === current);
  const tab = at === -1 ? Math.min(seen.from, rows.length - 1) : at;
  return (
    <div className="rows-frame">
      <div ref={frame} className="rows" role="list" aria-label={label} onScroll={look} onKeyDown={walk}>
        <div className="rows-all" role="presentation" style={{ height: rows.length * ROW }}>
          {shown(seen.from, seen.count, rows.length, tab).map((place) => {
            const row = rows[place] as T;
            const id = idOf(row);
            return (
              <One key={id} {...{ id, place, onMenu }} of={hasMore ? -1 : rows.length} onFocus={() => setCurrent(id)}>
                {children(row, place === tab)}
              </One>
            );
          })}
        </div>
      </div>
      {newest > looked && (
        <Button className="news primary" onPress={() => frame.current?.scrollTo({ top: 0 })}>
          {t.inbox.newActivity} ↑
        </Button>
      )}
    </div>
  );
}

interface OneProps {
  id: string;
  place: number;
  /** How many there are; -1 where that is not known. */
  of: number;
  onFocus(): void;
  onMenu(id: string, anchor: Element): void;
  children: ReactNode;
}

function One({ id, place, of, onFocus, onMenu, children }: OneProps) {
  return (
    <div
      role="listitem"
      className="rows-one"
      data-id={id}
      aria-posinset={place + 1}
      aria-setsize={of}
      style={{ transform: `translateY(${place * ROW}px)` }}
      onFocus={onFocus}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(id, event.currentTarget.querySelector(".row-more") ?? event.currentTarget);
      }}
    >
      {children}
    </div>
  );
}

/** Which rows are seen, and which was the newest when the top was last seen; near the end more are asked for. */
function useLooking<T>(frame: RefObject<HTMLDivElement | null>, newest: string, props: RowsProps<T>) {
  const { rows, hasMore, onNear, start, onPlace } = props;
  const [seen, setSeen] = useState(() => ({ from: Math.floor(start / ROW), count: 20 }));
  const [looked, setLooked] = useState(newest);
  function look() {
    const it = frame.current;
    if (it === null) return;
    const from = Math.floor(it.scrollTop / ROW);
    const count = Math.ceil(it.clientHeight / ROW) + 1;
    setSeen((before) => (before.from === from && before.count === count ? before : { from, count }));
    if (it.scrollTop < ROW) setLooked(newest);
    onPlace(it.scrollTop);
  }
  useLayoutEffect(() => {
    const it = frame.current;
    if (it === null) return;
    it.scrollTop = start;
    const sized = new ResizeObserver(look);
    sized.observe(it);
    return () => sized.disconnect();
  }, []); // once: afterwards it stands where it was scrolled to
  useEffect(() => {
    if (hasMore && seen.from + seen.count >= rows.length - NEAR) onNear();
  }, [hasMore, seen, rows.length, onNear]);
  return { seen, looked, look };
}

/** Walking by keys: `current` is the row that has the focus. */
function useWalking<T>(
  frame: RefObject<HTMLDivElement | null>,
  rows: readonly T[],
  idOf: (row: T) => string,
  page: number,
  look: () => void,
) {
  const [current, setCurrent] = useState<string | null>(null);
  const walked = useRef(false);
  useLayoutEffect(() => {
    if (!walked.current || current === null) return;
    walked.current = false;
    frame.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(current)}"] a`)?.focus({ preventScroll: true });
  });
  function walk(event: KeyboardEvent<HTMLElement>) {
    const it = frame.current;
    const id = (event.target as Element).closest("[data-id]")?.getAttribute("data-id");
    const here = rows.findIndex((row) => idOf(row) === id);
    const to = target(event.key, here, rows.length, page);
    const row = rows[to ?? -1];
    if (it === null || to === null || row === undefined) return;
    event.preventDefault();
    walked.current = true;
    setCurrent(idOf(row));
    it.scrollTop = Math.min(Math.max(it.scrollTop, (to + 1) * ROW - it.clientHeight), to * ROW);
    look();
  }
  return { current, setCurrent, walk };
}

/** Which rows are in the page: those that are seen, some beyond, and the one that has the focus. */
function shown(from: number, count: number, length: number, focused: number): number[] {
  const [first, end] = [Math.max(0, from - BEYOND), Math.min(length, from + count + BEYOND)];
  const all = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  if (focused >= 0 && focused < first) return [focused, ...all];
  return focused >= end && focused < length ? [...all, focused] : all;
}

function target(key: string, here: number, length: number, page: number): number | null {
  const wanted = {
    ArrowDown: here + 1,
    ArrowUp: here - 1,
    Home: 0,
    End: length - 1,
    PageDown: here + page - 2,
    PageUp: here - page + 2,
  }[key];
  return wanted === undefined ? null : Math.min(Math.max(wanted, 0), length - 1);
}

/** What is seen of a list that is scrolled stays where it is when rows come, go or move. */
function useSteady<T>(
  frame: RefObject<HTMLDivElement | null>,
  rows: readonly T[],
  idOf: (row: T) => string,
  look: () => void,
): void {
  const before = useRef(rows);
  useLayoutEffect(() => {
    const it = frame.current;
    const past = before.current;
    before.current = rows;
    if (it === null || past === rows) return;
    if (it.scrollTop >= ROW) {
      const from = Math.floor(it.scrollTop / ROW);
      const ids = past.slice(from, from + Math.ceil(it.clientHeight / ROW)).map(idOf);
      const moved = ids.flatMap((id, i) => {
        const near = rows[from + i]; // mostly it is where it was
        const now = near !== undefined && idOf(near) === id ? from + i : rows.findIndex((row) => idOf(row) === id);
        return now === -1 ? [] : [now - from - i];
      });
      const most = moved.sort((one, other) => one - other)[moved.length >> 1] ?? 0;
      if (most !== 0) it.scrollTop += most * ROW;
    }
    look();
  }, [rows]);
}

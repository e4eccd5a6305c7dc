import {
  createContext,
  startTransition,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { Line } from "./environment";
import type { Heard } from "./events";
import type { Outbox, Pending } from "./outbox";

const SOON = 400; // several events in a row are one piece of news
const LATEST = 2_000; // however many there are in a row

export const LineContext = createContext<{ line: Line; outbox: Outbox } | null>(null);

export function useLine(): { line: Line; outbox: Outbox } {
  const found = useContext(LineContext);
  if (found === null) throw new Error("no line to the server here");
  return found;
}

/** Whether something that was written here, or anywhere, was refused and waits for whoever wrote it. */
export function useRefused(conversation?: string): boolean {
  const { outbox } = useLine();
  return useSyncExternalStore(outbox.watch, () =>
    outbox.pending().some((one) => one.problem !== null && (conversation ?? one.conversation) === one.conversation),
  );
}

/** What waits to be sent. */
export function usePending(): readonly Pending[] {
  const { outbox } = useLine();
  return useSyncExternalStore(outbox.watch, outbox.pending);
}

/** Be told of each event of these kinds, once the store has it. */
export function useHeard(kinds: readonly Heard["__typename"][], tell: (event: Heard) => void): void {
  const { line } = useLine();
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  });
  const wanted = kinds.join();
  useEffect(() => {
    const set: ReadonlySet<string> = new Set(wanted.split(","));
    return line.hear((event) => {
      if (set.has(event.__typename)) latest.current(event);
    });
  }, [line, wanted]);
}

/** Another number after such events, or those of them that matter: as a `fetchKey`, what is shown is asked for anew. */
export function useNews(
  kinds: readonly Heard["__typename"][],
  matters: (event: Heard) => boolean = () => true,
): number {
  const [news, setNews] = useState(0);
  const soon = useSoon(() => startTransition(() => setNews((count) => count + 1)));
  useHeard(kinds, (event) => {
    if (matters(event)) soon();
  });
  return news;
}

/** Once for several calls in a row: when there is none for a moment, at the latest two seconds after the first. */
export function useSoon(does: () => void): () => void {
  const waiting = useRef<{ since: number; timer: ReturnType<typeof setTimeout> } | null>(null);
  const latest = useRef(does);
  useEffect(() => {
    latest.current = does;
  });
  useEffect(() => () => clearTimeout(waiting.current?.timer), []);
  return useCallback(() => {
    const since = waiting.current?.since ?? Date.now();
    clearTimeout(waiting.current?.timer);
    const timer = setTimeout(
      () => {
        waiting.current = null;
        latest.current();
      },
      Math.min(SOON, since + LATEST - Date.now()),
    );
    waiting.current = { since, timer };
  }, []);
}

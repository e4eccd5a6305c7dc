import { startTransition, useEffect, useRef } from "react";
import { useNews } from "../live/context";
import type { Heard } from "../live/events";

const MOST = 50; // rows that may be asked for at once

/** Ask anew for as much of a list as is shown, after such events: what is new comes in, and its place is kept. */
export function useKept(
  kinds: readonly Heard["__typename"][],
  rows: number,
  refetch: (first: number) => unknown,
): void {
  const news = useNews(kinds);
  const ask = useRef(refetch);
  const shown = useRef(rows);
  useEffect(() => {
    ask.current = refetch;
    shown.current = rows;
  });
  useEffect(() => {
    if (news > 0) startTransition(() => void ask.current(Math.min(MOST, Math.max(25, shown.current))));
  }, [news]);
}

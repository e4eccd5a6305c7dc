import { createContext, useContext, useSyncExternalStore } from "react";
import type { Line } from "./environment";
import type { Outbox, Pending } from "./outbox";

export const LineContext = createContext<{ line: Line; outbox: Outbox } | null>(null);

export function useLine(): { line: Line; outbox: Outbox } {
  const found = useContext(LineContext);
  if (found === null) throw new Error("no line to the server here");
  return found;
}

/** What waits to be sent. */
export function usePending(): readonly Pending[] {
  const { outbox } = useLine();
  return useSyncExternalStore(outbox.watch, outbox.pending);
}

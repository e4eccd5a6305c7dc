import type { KeyboardEvent } from "react";

/** The arrows go from hit to hit and back to where it is written; Escape leaves. */
export function walk(event: KeyboardEvent<HTMLElement>, field: HTMLElement | null, leave: () => void): void {
  if (event.key === "Escape") return leave();
  const hits = [...event.currentTarget.querySelectorAll<HTMLElement>(".hit, .older, .found-more")];
  const here = hits.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: hits.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  if (to < 0) field?.focus();
  else hits[to]?.focus();
}

import { place } from "../session";

export interface Chosen {
  id: string;
  name: string;
}

/** The creators that were chosen to be written to in bulk, as long as this tab is open; none where nobody was chosen. */
export function chosen(): Chosen[] {
  const text = sessionStorage.getItem(place("chosen"));
  return text === null ? [] : (JSON.parse(text) as Chosen[]);
}

/** Hand these creators over to the page of bulk messages, in place of those chosen before; none of them forgets all. */
export function choose(list: readonly Chosen[]): void {
  if (list.length === 0) sessionStorage.removeItem(place("chosen"));
  else sessionStorage.setItem(place("chosen"), JSON.stringify(list));
}

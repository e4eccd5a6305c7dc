import type { CreatorFilter, CreatorLevel } from "../__generated__/FoundQuery.graphql";
import { place } from "../session";
import { t } from "../texts";
import { about, exact } from "./figures";

export const LEVELS: readonly CreatorLevel[] = [
  "NONE",
  "BRONZE",
  "SILVER",
  "GOLD",
  "PLATINUM",
  "RUBY",
  "EMERALD",
  "SAPPHIRE",
  "DIAMOND",
];

/** Which creators are looked for. */
export interface Wanted {
  query: string;
  filter: CreatorFilter;
}

const words = t.creators.filters;

/** What was looked for last in this tab. */
export function keptWanted(): Wanted {
  const text = sessionStorage.getItem(place("creators"));
  return text === null ? { query: "", filter: {} } : (JSON.parse(text) as Wanted);
}

export const keepWanted = (wanted: Wanted): void => sessionStorage.setItem(place("creators"), JSON.stringify(wanted));

/** A filter in words, a piece at a time; `without` is the filter once this piece is taken away. */
export function pieces(filter: CreatorFilter): { text: string; without: CreatorFilter }[] {
  const { followers, affiliateGmv30d: gmv, levels, categories, market } = filter;
  const found: { text: string; without: CreatorFilter }[] = [];
  if (followers) {
    const text = words.range(said(followers.min, about), said(followers.max, about));
    found.push({ text: `${t.creators.followers}: ${text}`, without: { ...filter, followers: null } });
  }
  if (gmv) {
    const amount = (value: string) => exact(Number(value));
    const text = words.range(said(gmv.min, amount), said(gmv.max, amount));
    found.push({ text: `${t.creators.gmv}: ${text}`, without: { ...filter, affiliateGmv30d: null } });
  }
  for (const level of levels ?? []) {
    found.push({ text: t.creators.levels[level], without: { ...filter, levels: rest(levels, level) } });
  }
  for (const category of categories ?? []) {
    found.push({ text: category, without: { ...filter, categories: rest(categories, category) } });
  }
  if (market) found.push({ text: `${words.market}: ${market}`, without: { ...filter, market: null } });
  return found;
}

function said<V>(value: V | null | undefined, as: (value: V) => string): string | null {
  return value === null || value === undefined ? null : as(value);
}

// None is no filter at all: an empty choice would be a choice of nobody.
function rest<V>(all: readonly V[] | null | undefined, one: V): readonly V[] | null {
  const left = all?.filter((other) => other !== one) ?? [];
  return left.length === 0 ? null : left;
}

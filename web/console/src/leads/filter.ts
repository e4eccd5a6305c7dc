import type { CreatorLevel, LeadOrder, LeadSource, LeadStatus } from "../__generated__/PoolQuery.graphql";
import { about } from "../creators/figures";
import { t } from "../texts";

export const STATUSES = ["FOLLOW_UP", "IN_PROGRESS", "CONTACTED", "INVALID"] as const;
export const SOURCES = ["COLLABORATION_REQUEST", "INSTANT_MESSAGE"] as const;
const BOUNDS = [0, 10_000, 100_000, 1_000_000, 10_000_000];

/** What is looked for in the pool. */
export interface Looked {
  query: string;
  levels: readonly CreatorLevel[];
  ranges: readonly string[]; // their keys
  from: string; // a typed one, beside them
  below: string;
  source: LeadSource | null;
  statuses: readonly LeadStatus[];
  order: LeadOrder;
}

export const ALL: Looked = {
  query: "",
  levels: [],
  ranges: [],
  from: "",
  below: "",
  source: null,
  statuses: [],
  order: "NEWEST",
};

/** The ranges of followers; the last has no end. */
export const RANGES = BOUNDS.map((min, place) => {
  const max = BOUNDS[place + 1] ?? null;
  return { key: String(min), min, max, text: t.leads.range(about(min), max === null ? null : about(max)) };
});

const any = <V>(of: readonly V[]): readonly V[] | null => (of.length === 0 ? null : of);

const typed = (text: string): number | null => (text === "" ? null : Number(text));

/** Whether what was typed is no range: nobody is in it. */
export const isEmpty = ({ from, below }: Looked): boolean =>
  from !== "" && below !== "" && Number(below) <= Number(from);

/** As the API takes it, without the statuses: so they can be counted. */
export function asked(looked: Looked) {
  const { query, levels, ranges, from, below, source } = looked;
  const followers = RANGES.filter(({ key }) => ranges.includes(key)).map(({ min, max }) => ({ min, max }));
  if ((from !== "" || below !== "") && !isEmpty(looked)) followers.push({ min: typed(from) ?? 0, max: typed(below) });
  return { query: query.trim() || null, filter: { levels: any(levels), followers: any(followers), source } };
}

export const narrows = ({ query, levels, ranges, from, below, source, statuses }: Looked): boolean =>
  query.trim() + from + below !== "" || source !== null || levels.length + ranges.length + statuses.length > 0;

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
  source: LeadSource | null;
  statuses: readonly LeadStatus[];
  order: LeadOrder;
}

export const ALL: Looked = { query: "", levels: [], ranges: [], source: null, statuses: [], order: "NEWEST" };

/** The ranges of followers; the last has no end. */
export const RANGES = BOUNDS.map((min, place) => {
  const max = BOUNDS[place + 1] ?? null;
  return { key: String(min), min, max, text: t.leads.range(about(min), max === null ? null : about(max)) };
});

const any = <V>(of: readonly V[]): readonly V[] | null => (of.length === 0 ? null : of);

/** As the API takes it, without the statuses: so they can be counted. */
export function asked({ query, levels, ranges, source }: Looked) {
  const followers = RANGES.filter(({ key }) => ranges.includes(key)).map(({ min, max }) => ({ min, max }));
  return { query: query.trim() || null, filter: { levels: any(levels), followers: any(followers), source } };
}

export const narrows = ({ query, levels, ranges, source, statuses }: Looked): boolean =>
  query.trim() !== "" || source !== null || levels.length + ranges.length + statuses.length > 0;

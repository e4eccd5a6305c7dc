import type { InboxFolder } from "../__generated__/listsQuery.graphql";

export type Folder = InboxFolder;
export type Range = { readonly min?: number | string | null; readonly max?: number | string | null } | null | undefined;

/** The ends of a range, shortly: 10K–100K, from 10K, below 100K. */
export function between(range: Range, from: string, below: string, language: string): string {
  const format = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const [min, max] = [range?.min, range?.max].map((end) => (end == null ? null : format.format(Number(end)))) as [
    string | null,
    string | null,
  ];
  if (min !== null && max !== null) return `${min}–${max}`;
  return min !== null ? `${from} ${min}` : `${below} ${max ?? ""}`;
}

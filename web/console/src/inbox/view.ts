import { useCallback, useMemo, useState } from "react";
import type { InboxFilter, InboxFolder, InboxTab } from "../__generated__/listsQuery.graphql";
import { place } from "../session";

export type { InboxFilter, InboxFolder, InboxTab };
export const FOLDERS = ["MESSAGES", "UNREAD", "UNREPLIED", "STARRED", "ARCHIVED", "NEW_CONNECTIONS"] as const;

/** What the inbox shows: a folder, of a creator's a tab of it, narrowed by what is set. */
export interface View {
  folder: InboxFolder;
  tab: InboxTab | null;
  filter: InboxFilter;
}

/** A view as the arguments of `inbox` and `inboxCounts`: a filter that narrows nothing is none. */
export function asked({ folder, tab, filter }: View) {
  const set = Object.entries(filter).filter(([, value]) => value !== undefined && value !== null);
  return { folder, tab, filter: set.length === 0 ? null : (Object.fromEntries(set) as InboxFilter) };
}

/** A name for a view: the same for the same one. */
export const nameOf = (view: View): string => JSON.stringify(asked(view));

// What of a filter can be told from a row.
const TOLD: ReadonlySet<string> = new Set(["labels", "assigneeId"]);

/** Whether the rows themselves do not tell what belongs to a view, so that the server is to be asked. */
export function isUnknown(view: View): boolean {
  return view.folder === "NEW_CONNECTIONS" || Object.keys(asked(view).filter ?? {}).some((name) => !TOLD.has(name));
}

/** What a row tells of a conversation. */
export interface Facts {
  archived: boolean;
  unread: boolean;
  unreplied: boolean;
  starred: boolean;
  kind: string;
  labels: readonly string[];
  assignee: string | null;
}

const KINDS = { SHOPS: "SELLER", AGENCIES: "AGENCY" } as const;
const HOLDS: Record<InboxFolder, (it: Facts) => boolean> = {
  MESSAGES: (it) => !it.archived,
  UNREAD: (it) => !it.archived && it.unread,
  UNREPLIED: (it) => !it.archived && it.unreplied,
  STARRED: (it) => it.starred,
  ARCHIVED: (it) => it.archived,
  NEW_CONNECTIONS: (it) => !it.archived,
};

/** Whether a conversation belongs to a view, as far as its row tells: where `isUnknown`, true is a perhaps. */
export function holds({ folder, tab, filter }: View, it: Facts): boolean {
  return (
    HOLDS[folder](it) &&
    (tab === null || KINDS[tab] === it.kind) &&
    (!filter.labels || filter.labels.some((one) => it.labels.includes(one))) &&
    (!filter.assigneeId || filter.assigneeId === it.assignee)
  );
}

const KEPT = "view";
const FIRST: View = { folder: "MESSAGES", tab: null, filter: {} };

/** The view that is chosen; this tab of the browser keeps it, also while other pages are open. */
export function useView(): [View, (change: Partial<View>) => void] {
  const [view, setView] = useState<View>(() => {
    const text = sessionStorage.getItem(place(KEPT));
    return text === null ? FIRST : (JSON.parse(text) as View);
  });
  const change = useCallback((part: Partial<View>) => {
    setView((before) => {
      const next = { ...before, ...part };
      sessionStorage.setItem(place(KEPT), JSON.stringify(next));
      return next;
    });
  }, []);
  return useMemo(() => [view, change], [view, change]);
}

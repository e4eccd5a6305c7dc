import { useEffect } from "react";
import { Tab, TabList } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { FoldersQuery } from "../__generated__/FoldersQuery.graphql";
import { useNews } from "../live/context";
import { t } from "../texts";
import { asked, FOLDERS, type InboxFilter, type InboxFolder, type InboxTab, type View } from "./view";

export type Counts = Record<InboxFolder, { value: number; exact: boolean }>;

/** Says how much a tab and a filter leave of each folder, and shows nothing itself. */
export function Counted({ view, onCounts }: { view: View; onCounts(counts: Counts): void }) {
  const { tab, filter } = asked(view);
  const inboxCounts = useCounts(tab, filter);
  useEffect(() => {
    if (!inboxCounts) return;
    onCounts({
      MESSAGES: inboxCounts.messages,
      UNREAD: inboxCounts.unread,
      UNREPLIED: inboxCounts.unreplied,
      STARRED: inboxCounts.starred,
      ARCHIVED: inboxCounts.archived,
      NEW_CONNECTIONS: inboxCounts.newConnections,
    });
  }, [inboxCounts, onCounts]);
  return null;
}

/** How many each folder holds, kept true. Who asks for the same at once, as the page's title does, asks once. */
export function useCounts(tab: InboxTab | null, filter: InboxFilter | null) {
  const news = useNews([
    "MessageReceived",
    "MessageRecalled",
    "ConversationRead",
    "ConversationChanged",
    "LeadChanged",
  ]);
  const { inboxCounts } = useLazyLoadQuery<FoldersQuery>(
    graphql`
      query FoldersQuery($tab: InboxTab, $filter: InboxFilter) {
        inboxCounts(tab: $tab, filter: $filter) {
          ...counting_counts @relay(mask: false)
        }
      }
    `,
    { tab, filter },
    { fetchKey: news, fetchPolicy: "store-and-network" },
  );
  return inboxCounts;
}

/** A strip of all folders, of which the chosen one is in sight. */
export function Folders({ counts, folder: chosen }: { counts: Counts | null; folder: InboxFolder }) {
  useEffect(() => {
    document.querySelector(".folder[data-selected]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [chosen]);
  return (
    <TabList aria-label={t.inbox.label} className="folders">
      {FOLDERS.map((folder) => (
        <Tab key={folder} id={folder} className="folder">
          <span>{t.inbox.folders[folder]}</span>
          {counts && counts[folder].value > 0 && (
            <span className="count">
              {short(counts[folder].value)}
              {!counts[folder].exact && "+"}
            </span>
          )}
        </Tab>
      ))}
    </TabList>
  );
}

const compact = new Intl.NumberFormat(t.language, { notation: "compact", maximumFractionDigits: 1 });
const short = (value: number): string => (value < 10_000 ? String(value) : compact.format(value));

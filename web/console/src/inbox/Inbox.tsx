import { Suspense, useDeferredValue, useEffect, useRef, useState, type KeyboardEvent } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import { VList, type VListHandle } from "virtua";
import type { InboxCountsQuery } from "../__generated__/InboxCountsQuery.graphql";
import type { InboxFolder, InboxQuery } from "../__generated__/InboxQuery.graphql";
import type { Inbox_list$key } from "../__generated__/Inbox_list.graphql";
import { useNews } from "../live/context";
import { t } from "../texts";
import { Waiting } from "../ui/Waiting";
import "./inbox.css";
import { Row } from "./Row";

const PAGE = 25;
const NEAR = 12; // rows from the end at which more are asked for
const FOLDERS = ["MESSAGES", "UNREAD", "UNREPLIED", "STARRED", "ARCHIVED", "NEW_CONNECTIONS"] as const;

const COUNTS = graphql`
  query InboxCountsQuery {
    inboxCounts {
      messages {
        value
        exact
      }
      unread {
        value
        exact
      }
      unreplied {
        value
        exact
      }
      starred {
        value
        exact
      }
      archived {
        value
        exact
      }
      newConnections {
        value
        exact
      }
    }
  }
`;

/** Folders with their counts, and the conversations of one of them. */
export function Inbox({ open }: { open: string | null }) {
  const [folder, setFolder] = useState<InboxFolder>("MESSAGES");
  const shown = useDeferredValue(folder);
  return (
    <nav className="inbox" aria-label={t.inbox.label}>
      <Tabs className="column" selectedKey={folder} onSelectionChange={(key) => setFolder(key as InboxFolder)}>
        <Suspense fallback={<Folders counts={null} />}>
          <Counted />
        </Suspense>
        <TabPanel id={folder} className="column">
          <Suspense fallback={<Waiting />}>
            <List key={shown} folder={shown} open={open} />
          </Suspense>
        </TabPanel>
      </Tabs>
    </nav>
  );
}

/** The counts are asked for again after what may change them. */
function Counted() {
  const news = useNews(["MessageReceived", "MessageRecalled", "ConversationRead", "ConversationChanged"]);
  const { inboxCounts } = useLazyLoadQuery<InboxCountsQuery>(
    COUNTS,
    {},
    { fetchKey: news, fetchPolicy: "store-and-network" },
  );
  const unread = inboxCounts?.unread.value ?? 0;
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Parley` : "Parley";
  }, [unread]);
  const counts = inboxCounts && {
    MESSAGES: inboxCounts.messages,
    UNREAD: inboxCounts.unread,
    UNREPLIED: inboxCounts.unreplied,
    STARRED: inboxCounts.starred,
    ARCHIVED: inboxCounts.archived,
    NEW_CONNECTIONS: inboxCounts.newConnections,
  };
  return <Folders counts={counts ?? null} />;
}

function Folders({ counts }: { counts: Record<(typeof FOLDERS)[number], { value: number; exact: boolean }> | null }) {
  return (
    <TabList aria-label={t.inbox.label} className="folders">
      {FOLDERS.map((folder) => (
        <Tab key={folder} id={folder} className="folder">
          {t.inbox.folders[folder]}
          {counts && counts[folder].value > 0 && (
            <span className="count">
              {counts[folder].value}
              {!counts[folder].exact && "+"}
            </span>
          )}
        </Tab>
      ))}
    </TabList>
  );
}

function List({ folder, open }: { folder: InboxFolder; open: string | null }) {
  const root = useLazyLoadQuery<InboxQuery>(
    graphql`
      query InboxQuery($folder: InboxFolder!, $first: Int!, $after: String) {
        ...Inbox_list
      }
    `,
    { folder, first: PAGE },
    { fetchPolicy: "store-and-network" },
  );
  const { data, loadNext, hasNext, isLoadingNext } = usePaginationFragment<InboxQuery, Inbox_list$key>(
    graphql`
      fragment Inbox_list on Query @refetchable(queryName: "InboxMoreQuery") {
        inbox(folder: $folder, first: $first, after: $after) @connection(key: "Inbox_inbox", filters: ["folder"]) {
          edges {
            node {
              id
              ...Row_conversation
            }
          }
        }
      }
    `,
    root,
  );
  const list = useRef<VListHandle>(null);
  const rows = data.inbox?.edges ?? [];

  function more() {
    const handle = list.current;
    if (!handle || !hasNext || isLoadingNext) return;
    if (handle.findItemIndex(handle.scrollOffset + handle.viewportSize) >= rows.length - NEAR) loadNext(PAGE);
  }

  if (rows.length === 0) return <p className="waiting">{t.nothingHere}</p>;
  return (
    <div className="rows" role="list" aria-label={t.inbox.folders[folder]} onKeyDown={walk}>
      <VList ref={list} onScroll={more} itemSize={72}>
        {rows.map(({ node }) => (
          <div key={node.id} role="listitem">
            <Row conversation={node} open={node.id === open} />
          </div>
        ))}
      </VList>
    </div>
  );
}

/** The arrows go from row to row. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("a")];
  const next = rows[rows.indexOf(document.activeElement as HTMLElement) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

import { useEffect, useState } from "react";
import { fetchQuery, graphql, useRelayEnvironment } from "react-relay";
import type { countingQuery } from "../__generated__/countingQuery.graphql";
import { wordsOf } from "../ui/wordsOf";
import { asked, type View } from "./view";

graphql`
  fragment counting_counts on InboxCounts {
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
`;
const COUNTS = graphql`
  query countingQuery($tab: InboxTab, $filter: InboxFilter) {
    inboxCounts(tab: $tab, filter: $filter) {
      ...counting_counts @relay(mask: false)
    }
  }
`;

const PAUSE = 250; // so many milliseconds without a change, and it is counted

const FOLDERS = {
  MESSAGES: "messages",
  UNREAD: "unread",
  UNREPLIED: "unreplied",
  STARRED: "starred",
  ARCHIVED: "archived",
  NEW_CONNECTIONS: "newConnections",
} as const;

/** How many conversations a view would show; what is wrong with its filter, if anything. */
export function useCount(view: View): { count: string | null; problem: string | null } {
  const environment = useRelayEnvironment();
  const [said, setSaid] = useState<{ count: string | null; problem: string | null }>({ count: null, problem: null });
  const { tab, filter } = asked(view);
  const name = JSON.stringify({ tab, filter });
  useEffect(() => {
    let stop = () => {};
    const timer = setTimeout(() => {
      const { unsubscribe } = fetchQuery<countingQuery>(environment, COUNTS, { tab, filter }).subscribe({
        next({ inboxCounts }) {
          const found = inboxCounts?.[FOLDERS[view.folder]];
          setSaid({ count: found ? `${found.value}${found.exact ? "" : "+"}` : null, problem: null });
        },
        error: (fault: Error) => setSaid({ count: null, problem: wordsOf(fault) }),
      });
      stop = unsubscribe;
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [environment, name, view.folder]);
  return said;
}

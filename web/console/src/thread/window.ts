import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { graphql, usePaginationFragment, useRelayEnvironment } from "react-relay";
import { commitLocalUpdate, fetchQuery } from "relay-runtime";
import type { Messages_list$key } from "../__generated__/Messages_list.graphql";
import type { ThreadQuery } from "../__generated__/ThreadQuery.graphql";
import type { windowQuery } from "../__generated__/windowQuery.graphql";
import { useHeard } from "../live/context";
import type { Listed } from "./rows";

export const PAGE = 20;
const SOON = 1_500; // within this time an answer that was under way has come

const AROUND = graphql`
  query windowQuery($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $around: ID) {
    node(id: $id) {
      ... on Conversation @alias(as: "conversation") {
        ...Messages_list
      }
    }
  }
`;

/** A part of a thread without gaps, that grows at both ends, or is another part. */
export interface Window {
  messages: readonly Listed[];
  /** Another number for another part. */
  part: number;
  hasPrevious: boolean;
  hasNext: boolean;
  isLoading: boolean;
  previous(): void;
  next(): void;
  /** Show the part around a message, or the newest. Whether it could be read. */
  show(around: string | null): Promise<boolean>;
}

const LIST = graphql`
  fragment Messages_list on Conversation @refetchable(queryName: "MessagesMoreQuery") {
    messages(first: $first, after: $after, last: $last, before: $before, around: $around)
      @connection(key: "Thread_messages", filters: []) {
      edges {
        node {
          id
          sequence
          clientMessageId
          sentAt
          kind
          sender {
            id
          }
          sentBy {
            id
            name
          }
          ...Bubble_message
        }
      }
    }
  }
`;

/** The part of a thread that is held, in order. */
export function useWindow(id: string, conversation: Messages_list$key): Window {
  const environment = useRelayEnvironment();
  const { data, loadPrevious, loadNext, hasPrevious, hasNext, isLoadingPrevious, isLoadingNext } =
    usePaginationFragment<ThreadQuery, Messages_list$key>(LIST, conversation);
  const [part, setPart] = useState(0);
  // An answer may come before events of what was said earlier.
  const messages = useMemo(
    () => data.messages.edges.map(({ node }) => node).sort((one, other) => one.sequence - other.sequence),
    [data.messages.edges],
  );
  const show = useCallback(
    async (around: string | null) => {
      try {
        await fetchQuery<windowQuery>(environment, AROUND, { id, last: PAGE, around }).toPromise();
      } catch {
        return false;
      }
      setPart((before) => before + 1);
      return true;
    },
    [environment, id],
  );
  useWhole(id, messages.at(-1)?.sequence ?? 0, hasNext, show);
  useLeaving(id, hasNext);

  const here = { UNSTABLE_extraVariables: { around: null } };
  return {
    messages,
    part,
    hasPrevious,
    hasNext,
    isLoading: isLoadingPrevious || isLoadingNext,
    previous: () => hasPrevious && !isLoadingPrevious && void loadPrevious(PAGE, here),
    next: () => hasNext && !isLoadingNext && void loadNext(PAGE, here),
    show,
  };
}

/** A thread that is left in the middle begins at its end when it is opened again. */
function useLeaving(id: string, hasNext: boolean): void {
  const environment = useRelayEnvironment();
  const middle = useRef(hasNext);
  useEffect(() => {
    middle.current = hasNext;
  }, [hasNext]);
  useEffect(
    () => () => {
      if (middle.current) commitLocalUpdate(environment, (store) => store.get(id)?.invalidateRecord());
    },
    [environment, id],
  );
}

/** Nothing is missing at the end: an answer that was older than an event may have put the event's message aside. */
function useWhole(id: string, last: number, hasNext: boolean, show: Window["show"]): void {
  const heard = useRef(0);
  const now = useRef({ last, hasNext });
  const check = useCallback(
    () =>
      setTimeout(() => {
        if (!now.current.hasNext && now.current.last < heard.current) void show(null);
      }, SOON),
    [show],
  );
  useEffect(() => {
    now.current = { last, hasNext };
    if (hasNext || last >= heard.current) return;
    const due = check();
    return () => clearTimeout(due);
  }, [last, hasNext, check]);
  useHeard(["MessageReceived"], ({ message }) => {
    if (message?.conversation.id !== id) return;
    heard.current = Math.max(heard.current, message.sequence);
    check();
  });
  // Who was erased is not to be read here any more.
  useHeard(["ConversationChanged"], ({ conversation }) => {
    if (conversation?.id === id && conversation.counterpart?.status === "DEACTIVATED") void show(null);
  });
}

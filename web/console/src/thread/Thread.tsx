import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment, useLazyLoadQuery, useMutation, usePaginationFragment } from "react-relay";
import { VList, type VListHandle } from "virtua";
import { Link } from "wouter";
import type { ThreadQuery } from "../__generated__/ThreadQuery.graphql";
import type { ThreadReadMutation } from "../__generated__/ThreadReadMutation.graphql";
import type { Thread_list$key } from "../__generated__/Thread_list.graphql";
import type { Thread_side$key } from "../__generated__/Thread_side.graphql";
import { usePending } from "../live/context";
import { t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { useViewer } from "../viewer";
import { Bubble, Waits } from "./Bubble";
import { Composer } from "./Composer";
import { Marks } from "./Marks";
import "./thread.css";
import { useTyping } from "./typing";

const PAGE = 25;
const BOTTOM = 80; // pixels from the end that count as being there

/** A conversation: what was said, what waits to be sent, and where to write. */
export function Thread({ id, side, onSide }: { id: string; side: boolean; onSide(): void }) {
  const me = useViewer().account.id;
  const { node } = useLazyLoadQuery<ThreadQuery>(
    graphql`
      query ThreadQuery($id: ID!, $last: Int!, $before: String) {
        node(id: $id) {
          ... on Conversation @alias(as: "conversation") {
            id
            counterpart {
              id
              name
            }
            ...Thread_side
            ...Thread_list
            ...Composer_side
          }
        }
      }
    `,
    { id, last: PAGE },
    { fetchPolicy: "store-and-network" },
  );
  const conversation = node?.conversation;
  if (!conversation) return <p className="waiting">{t.thread.notFound}</p>;
  const { name } = conversation.counterpart;
  return (
    <section className="thread" aria-label={t.thread.label(name)}>
      <Head side={conversation} name={name} shown={side} onSide={onSide} />
      <Messages conversation={conversation} side={conversation} me={me} id={id} name={name} />
      <Composer conversation={id} side={conversation} name={name} />
    </section>
  );
}

const SIDE = graphql`
  fragment Thread_side on Conversation {
    id
    unread
    readUpTo
    readByCounterpartUpTo
    ...Composer_side
    ...Marks_side
    counterpart {
      id
      name
      kind
      avatarUrl
      status
    }
  }
`;

function Head({ side, name, shown, onSide }: { side: Thread_side$key; name: string; shown: boolean; onSide(): void }) {
  const it = useFragment<Thread_side$key>(SIDE, side);
  return (
    <header className="head">
      <Link href="/" className="back" aria-label={t.thread.back}>
        <Icon name="back" />
      </Link>
      <Avatar name={name} kind={it.counterpart.kind} url={it.counterpart.avatarUrl} small />
      <h2>{name}</h2>
      {it.counterpart.status !== "ACTIVE" && <small>{t.unavailable}</small>}
      <Marks side={it} />
      <Button className="bare" aria-label={t.side.label} aria-expanded={shown} onPress={onSide}>
        <Icon name="side" />
      </Button>
    </header>
  );
}

interface MessagesProps {
  conversation: Thread_list$key;
  side: Thread_side$key;
  me: string;
  id: string;
  name: string;
}

function Messages({ conversation, side, me, id, name }: MessagesProps) {
  const { data, loadPrevious, hasPrevious, isLoadingPrevious } = usePaginationFragment<ThreadQuery, Thread_list$key>(
    graphql`
      fragment Thread_list on Conversation @refetchable(queryName: "ThreadMoreQuery") {
        messages(last: $last, before: $before) @connection(key: "Thread_messages", filters: []) {
          edges {
            node {
              id
              sequence
              clientMessageId
              sender {
                id
              }
              ...Bubble_message
            }
          }
        }
      }
    `,
    conversation,
  );
  const it = useFragment<Thread_side$key>(SIDE, side);
  // An answer may come before events of what was said earlier.
  const messages = useMemo(
    () => data.messages.edges.map(({ node }) => node).sort((one, other) => one.sequence - other.sequence),
    [data.messages.edges],
  );
  const first = messages[0]?.id;
  const before = useRef(first);
  const earlier = first !== before.current;
  useEffect(() => {
    before.current = first;
  }, [first]);
  const there = useMemo(() => new Set(messages.map((one) => one.clientMessageId)), [messages]);
  const pending = usePending().filter((one) => one.conversation === id && !there.has(one.id));
  const typing = useTyping(id, me);
  const list = useRef<VListHandle>(null);
  const atEnd = useRef(true);
  const [begun, setBegun] = useState(false);
  const [readUpTo] = useState(it.readUpTo ?? Number.MAX_SAFE_INTEGER);
  const last = messages.at(-1);
  useRead(last?.id ?? null, it.unread);

  const length = messages.length + pending.length + (typing ? 1 : 0);
  useEffect(() => {
    if (!atEnd.current) return;
    list.current?.scrollToIndex(Math.max(0, length), { align: "end" });
    const shown = requestAnimationFrame(() => setBegun(true));
    return () => cancelAnimationFrame(shown);
  }, [length]);

  function scrolled(offset: number) {
    const handle = list.current;
    if (!handle || !begun) return;
    atEnd.current = handle.scrollSize - offset - handle.viewportSize < BOTTOM;
    if (offset < 300 && hasPrevious && !isLoadingPrevious) loadPrevious(PAGE);
  }

  const seen = it.readByCounterpartUpTo ?? 0;
  const lastOfMine = messages.findLast((one) => one.sender?.id === me);
  const firstNew = messages.find((one) => one.sequence > readUpTo && one.sender?.id !== me);
  return (
    <div className="messages" role="log" aria-label={t.thread.label(name)} aria-busy={isLoadingPrevious}>
      <VList ref={list} tabIndex={0} shift={earlier} onScroll={scrolled}>
        {messages.map((one) => (
          <Bubble
            key={one.id}
            message={one}
            me={me}
            fresh={one === firstNew}
            seen={one === lastOfMine && one.sequence <= seen}
          />
        ))}
        {pending.map((one) => (
          <Waits key={one.id} pending={one} />
        ))}
        {typing && (
          <p key="typing" className="typing">
            {t.thread.typing(name)}
          </p>
        )}
      </VList>
    </div>
  );
}

/** What is in front of somebody is read. */
function useRead(last: string | null, unread: boolean): void {
  const [read] = useMutation<ThreadReadMutation>(graphql`
    mutation ThreadReadMutation($input: MarkReadInput!) {
      markRead(input: $input) {
        __typename
        ... on MarkReadSuccess {
          conversations {
            id # the event tells the rest, in its order
          }
        }
      }
    }
  `);
  useEffect(() => {
    if (last === null || !unread) return;
    const look = () => {
      if (document.visibilityState === "visible") read({ variables: { input: { upToMessageId: last } } });
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [last, unread, read]);
}

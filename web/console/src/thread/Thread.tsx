import { Suspense, useEffect, useRef, useState, type DragEvent } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment, useLazyLoadQuery } from "react-relay";
import { Link, useLocation, useSearch } from "wouter";
import type { ThreadQuery } from "../__generated__/ThreadQuery.graphql";
import type { Thread_side$key } from "../__generated__/Thread_side.graphql";
import { t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { keen } from "../ui/keen";
import { useAttached, type Attached } from "./attached";
import { Composer } from "./Composer";
import { Failing } from "./Failing";
import { Marks } from "./Marks";
import { Messages } from "./Messages";
import "./thread.css";
import { PAGE } from "./window";

const Finding = keen(() => import("./Finding"));

interface ThreadProps {
  id: string;
  side: boolean;
  onSide(): void;
}

/** A conversation: what was said, what waits to be sent, and where to write. */
export function Thread(props: ThreadProps) {
  return <Failing words={t.thread.unread}>{(attempt) => <Opened {...props} attempt={attempt} />}</Failing>;
}

const THREAD = graphql`
  query ThreadQuery($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $around: ID) {
    node(id: $id) {
      ... on Conversation @alias(as: "conversation") {
        id
        counterpart {
          id
          name
        }
        ...Thread_side
        ...Messages_side
        ...Messages_list
        ...Composer_side
      }
    }
  }
`;

function Opened({ id, side, onSide, attempt }: ThreadProps & { attempt: number }) {
  const [jumps] = useState(new URLSearchParams(useSearch()).has("message"));
  const { node } = useLazyLoadQuery<ThreadQuery>(
    THREAD,
    { id, last: PAGE },
    // What is held is kept true by events: a later answer would only put another part in the place of what is read.
    { fetchPolicy: jumps ? "network-only" : "store-or-network", fetchKey: attempt },
  );
  const attached = useAttached(id);
  const drop = useDrop(attached);
  const finding = useFinding(id);
  const conversation = node?.conversation;
  if (!conversation) return <p className="waiting">{t.thread.notFound}</p>;
  const { name } = conversation.counterpart;

  return (
    <section className="thread" aria-label={t.thread.label(name)} {...drop}>
      <Head side={conversation} {...{ name, finding, onSide }} shown={side} />
      {finding.words !== null && (
        <Suspense fallback={null}>
          <Finding key={finding.words} conversation={id} words={finding.words} onClose={finding.close} />
        </Suspense>
      )}
      <Messages conversation={conversation} side={conversation} id={id} name={name} />
      <Composer conversation={id} side={conversation} name={name} attached={attached} />
    </section>
  );
}

/** Pictures may be dropped anywhere in a thread. What falls beside it is not opened in the place of the page. */
function useDrop(attached: Attached) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const beside = new AbortController();
    const keep = (event: globalThis.DragEvent) => carries(event) && event.preventDefault();
    for (const kind of ["dragover", "drop"] as const) document.addEventListener(kind, keep, { signal: beside.signal });
    return () => beside.abort();
  }, []);
  function drag(event: DragEvent) {
    if (!carries(event)) return;
    event.preventDefault();
    setOver(event.type === "dragover");
    if (event.type === "drop") attached.add([...event.dataTransfer.files]);
  }
  return { "data-over": over, onDragOver: drag, onDragLeave: drag, onDrop: drag };
}

const carries = ({ dataTransfer }: { dataTransfer: DataTransfer | null }) =>
  dataTransfer?.types.includes("Files") === true;

/** Whether one looks for something in here, and for what at first: the address may say so, once. */
function useFinding(id: string) {
  const asked = new URLSearchParams(useSearch()).get("find");
  const [words, setWords] = useState(asked);
  const [, go] = useLocation();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asked === null) return;
    setWords(asked);
    go(`/c/${id}`, { replace: true }); // the same link leads here once more
  }, [asked, go, id]);
  function close() {
    setWords(null);
    button.current?.focus();
  }
  return { words, button, open: () => setWords(""), close };
}

const SIDE = graphql`
  fragment Thread_side on Conversation {
    ...Composer_side
    ...Marks_side
    ...Messages_side
    counterpart {
      id
      name
      kind
      avatarUrl
      status
    }
  }
`;

interface HeadProps {
  side: Thread_side$key;
  name: string;
  finding: ReturnType<typeof useFinding>;
  /** Whether the panel beside it is. */
  shown: boolean;
  onSide(): void;
}

// What is beside the words: events bring all of it.
function Head({ side, name, finding, shown, onSide }: HeadProps) {
  const { counterpart, ...it } = useFragment(SIDE, side);
  return (
    <header className="head">
      <Link href="/" className="back" aria-label={t.thread.back}>
        <Icon name="back" />
      </Link>
      <Avatar name={name} kind={counterpart.kind} url={counterpart.avatarUrl} small />
      <div className="whom">
        <h2>{counterpart.name}</h2>
        <small>{counterpart.status === "ACTIVE" ? t.kinds[counterpart.kind] : t.unavailable}</small>
      </div>
      <Marks side={it} />
      <Button
        ref={finding.button}
        className="bare"
        aria-label={t.thread.find}
        aria-expanded={finding.words !== null}
        onPress={finding.words === null ? finding.open : finding.close}
      >
        <Icon name="search" />
      </Button>
      <Button className="bare" aria-label={t.side.label} aria-expanded={shown} onPress={onSide}>
        <Icon name="side" />
      </Button>
    </header>
  );
}

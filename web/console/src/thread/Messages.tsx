import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import { Virtualizer } from "virtua";
import { useLocation, useSearch } from "wouter";
import type { Messages_list$key } from "../__generated__/Messages_list.graphql";
import type { Messages_side$key } from "../__generated__/Messages_side.graphql";
import { useHeard, usePending } from "../live/context";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { useViewer } from "../viewer";
import { Bubble } from "./Bubble";
import "./messages.css";
import { useRead } from "./read";
import { rowsOf, type Row } from "./rows";
import { useScrolling, type Scrolling } from "./scrolling";
import { useTyping } from "./typing";
import { Waits } from "./Waits";
import { useWindow, type Window } from "./window";

const LIT = 3_000; // for how long a message that was jumped to stands out

interface MessagesProps {
  conversation: Messages_list$key;
  side: Messages_side$key;
  id: string;
  name: string;
}

const SIDE = graphql`
  fragment Messages_side on Conversation {
    unread
    unreadCount
    readUpTo
    readByCounterpartUpTo
  }
`;

/** What was said, what waits to be sent, and whether somebody types. */
export function Messages({ conversation, side, id, name }: MessagesProps) {
  const it = useFragment(SIDE, side);
  const window = useWindow(id, conversation);
  const rows = useRows(id, window, it.readUpTo ?? null);
  const read = useRead(it.unread, it.readUpTo ?? 0, window.messages.at(-1)?.sequence ?? 0);
  const scrolling = useScrolling(rows, window, read);
  const { lit, missing, toNewest } = useJump(id, rows, window, scrolling);
  useOwn(id, window.hasNext, scrolling.toEnd, toNewest);
  useBeginning(rows, scrolling);
  return (
    <div className="messages">
      {/* A list of which a part is in the page: what arrives is announced beside it, not whatever comes into it. */}
      <div
        ref={scrolling.scroller}
        className="scroller"
        role="log"
        aria-live="off"
        aria-label={t.thread.label(name)}
        aria-busy={window.isLoading}
        tabIndex={0}
      >
        <div className="spring" />
        <List {...{ rows, window, scrolling, name, lit }} seen={it.readByCounterpartUpTo ?? 0} />
      </div>
      {missing && (
        <p className="refused" role="alert">
          {t.thread.missing}
        </p>
      )}
      {(scrolling.away || window.hasNext) && (
        <Button className="newest" onPress={toNewest} aria-label={t.thread.newest(it.unreadCount)}>
          <Icon name="down" />
          {it.unreadCount > 0 && <span className="badge">{it.unreadCount}</span>}
        </Button>
      )}
      <Arrivals id={id} />
    </div>
  );
}

/** What is shown, in order: the part that is held, and always what waits to be sent. */
function useRows(id: string, { messages, hasNext }: Window, upTo: number | null): readonly Row[] {
  const { account, user } = useViewer();
  const there = useMemo(() => new Set(messages.map((one) => one.clientMessageId)), [messages]);
  const all = usePending();
  const typing = useTyping(id, account.id);
  const [readUpTo] = useState(upTo ?? Number.MAX_SAFE_INTEGER); // when it was opened
  const said = useMemo(
    () => rowsOf(messages, { account: account.id, user: user.id, readUpTo }),
    [messages, account.id, user.id, readUpTo],
  );
  return useMemo(() => {
    const pending = all.filter((one) => one.conversation === id && !there.has(one.id));
    const waits = pending.map((one): Row => ({ kind: "pending", id: one.id, pending: one }));
    return [...said, ...waits, ...(typing && !hasNext ? [TYPING] : [])];
  }, [said, all, there, id, hasNext, typing]);
}

interface ListProps {
  rows: readonly Row[];
  window: Window;
  scrolling: Scrolling;
  name: string;
  lit: string | null;
  seen: number;
}

function List({ rows, window, scrolling, name, lit, seen }: ListProps) {
  const { messages, part } = window;
  const first = messages[0]?.sequence;
  const before = useRef({ first, part });
  const shift = before.current.part === part && (first ?? 0) < (before.current.first ?? 0);
  useEffect(() => {
    before.current = { first, part };
  }, [first, part]);
  const last = rows.findLast((row) => row.kind === "message" && row.mine);
  const total = messages.at(-1)?.sequence ?? 0;
  return (
    <Virtualizer key={part} ref={scrolling.list} data={rows} shift={shift} onScroll={scrolling.scrolled} itemSize={62}>
      {(row) => (
        <Item
          key={row.id}
          row={row}
          name={name}
          total={total}
          lit={row.id === lit}
          seen={row === last && row.kind === "message" && row.message.sequence <= seen}
        />
      )}
    </Virtualizer>
  );
}

const TYPING: Row = { kind: "typing", id: "typing" };

interface ItemProps {
  row: Row;
  name: string;
  total: number;
  lit: boolean;
  seen: boolean;
}

function Item({ row, name, total, lit, seen }: ItemProps) {
  if (row.kind === "typing") return <p className="typing">{t.thread.typing(name)}</p>;
  if (row.kind === "pending") {
    return (
      <article aria-label={t.thread.sending}>
        <Waits pending={row.pending} />
      </article>
    );
  }
  const { message, mine, by, day, fresh, joins, ends } = row;
  return (
    <>
      {day && <h3 className="day">{day}</h3>}
      {fresh && (
        <p className="fresh" role="separator">
          {t.thread.newMessages}
        </p>
      )}
      <article
        aria-label={mine ? (by ?? t.thread.you) : name}
        aria-posinset={message.sequence}
        aria-setsize={total}
        data-joins={joins}
      >
        <Bubble message={message} mine={mine} by={by} ends={ends} seen={seen} lit={lit} />
      </article>
    </>
  );
}

/** Read out what arrives. */
function Arrivals({ id }: { id: string }) {
  const [words, setWords] = useState("");
  useHeard(["MessageReceived"], ({ message }) => {
    // To the own side alone it is told which client wrote it.
    if (message?.conversation.id === id && typeof message.clientMessageId !== "string") {
      setWords(message.sender ? `${message.sender.name}: ${message.preview}` : message.preview);
    }
  });
  return (
    <p className="unseen" aria-live="polite">
      {words}
    </p>
  );
}

/** To the message that the address names, and to the newest. */
function useJump(id: string, rows: readonly Row[], window: Window, scrolling: Scrolling) {
  const wanted = new URLSearchParams(useSearch()).get("message");
  const [, go] = useLocation();
  const [lit, setLit] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const [target, setTarget] = useState<string | null>(null);
  const { show, hasNext } = window;
  const { toRow, toEnd } = scrolling;
  const held = rows.some((row) => row.id === wanted);

  useEffect(() => {
    setMissing(false);
    if (wanted === null) return;
    if (held) setTarget(wanted);
    else void show(wanted).then((found) => (found ? setTarget(wanted) : setMissing(true)));
    // Only when the address names another one: what is held may change.
  }, [wanted, show]);
  useEffect(() => {
    const index = rows.findIndex((row) => row.id === target);
    if (target === null || index < 0) return;
    setTarget(null);
    setLit(target);
    toRow(index, "center");
    requestAnimationFrame(() => toRow(index, "center")); // once what is around it is measured
  }, [target, rows, toRow]);
  useEffect(() => {
    if (lit === null) return;
    const over = setTimeout(() => setLit(null), LIT);
    return () => clearTimeout(over);
  }, [lit]);

  const toNewest = useCallback(() => {
    if (wanted !== null) go(`/c/${id}`, { replace: true });
    if (hasNext) void show(null).then(toEnd);
    else toEnd();
  }, [wanted, go, id, hasNext, show, toEnd]);
  return { lit, missing, toNewest };
}

/** Who writes wants to see it: at once, and once it has arrived if the newest could not be read before. */
function useOwn(id: string, hasNext: boolean, toEnd: () => void, toNewest: () => void): void {
  const count = usePending().filter((one) => one.conversation === id).length;
  const before = useRef(count);
  const lacks = useRef(false); // what was written here is beyond the part that is held
  useEffect(() => {
    if (count > before.current) {
      lacks.current = true;
      toEnd(); // the newest may not be readable now
    }
    if (count !== before.current && lacks.current) toNewest();
    if (!hasNext) lacks.current = false;
    before.current = count;
  }, [count, hasNext, toEnd, toNewest]);
}

/** A thread begins where the new messages do, where they are more than fit. */
function useBeginning(said: readonly Row[], { list, scroller, toRow }: Scrolling): void {
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const index = said.findIndex((row) => row.kind === "message" && row.fresh);
    if (index < 0) return;
    const shown = requestAnimationFrame(() => {
      const handle = list.current;
      if (handle && scroller.current && handle.getItemOffset(index) < handle.scrollOffset) toRow(index, "start");
    });
    return () => cancelAnimationFrame(shown);
  }, [said, list, scroller, toRow]);
}

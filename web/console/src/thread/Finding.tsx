import { Suspense, useDeferredValue, useEffect, useRef, useState, type KeyboardEvent } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { FindingQuery } from "../__generated__/FindingQuery.graphql";
import { Caught } from "../ui/Caught";
import { usePaused } from "../inbox/Find";
import { Messages, Products, Samples, Total } from "../inbox/modules";
import "../inbox/search.css";
import { walk } from "../inbox/walk";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Waiting } from "../ui/Waiting";
import "./finding.css";

const FIRST = 10; // of each module, until more are asked for

interface FindingProps {
  conversation: string;
  /** What is looked for at first. */
  words: string;
  onClose(): void;
}

/** Looks for something in one conversation: every hit, the newest first, and each leads to its message. */
export default function Finding({ conversation, words, onClose }: FindingProps) {
  const [text, setText] = useState(words);
  const query = usePaused(text.trim());
  const shown = useDeferredValue(query);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.focus(), []);
  function key(event: KeyboardEvent) {
    if (event.key === "Escape") onClose();
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    list.current?.querySelector<HTMLElement>(".hit")?.focus();
  }
  const walks = (event: KeyboardEvent<HTMLElement>) => walk(event, field.current, onClose);
  return (
    <section className="finding" role="search" aria-label={t.thread.find}>
      <div className="find">
        <Icon name="search" />
        <input
          {...{ type: "search", autoComplete: "off", placeholder: t.thread.find, "aria-label": t.thread.find }}
          ref={field}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={key}
        />
        <Button className="bare" aria-label={t.inbox.search.leave} onPress={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      {shown !== "" && (
        <div ref={list} className="found" aria-busy={shown !== query} onKeyDown={walks}>
          <Caught key={shown}>
            <Suspense fallback={<Waiting />}>
              <Found query={shown} within={conversation} />
            </Suspense>
          </Caught>
        </div>
      )}
    </section>
  );
}

const FOUND = graphql`
  query FindingQuery($query: String!, $tab: InboxTab, $within: ID!, $first: Int!, $after: String) {
    search(query: $query, tab: $tab, conversationId: $within) {
      messages(first: $first, after: $after) {
        count {
          value
        }
      }
      products(first: $first, after: $after) {
        count {
          value
        }
      }
      samples(first: $first, after: $after) {
        count {
          value
        }
      }
    }
    ...modules_messages
    ...modules_products
    ...modules_samples
  }
`;

function Found({ query, within }: { query: string; within: string }) {
  const root = useLazyLoadQuery<FindingQuery>(
    FOUND,
    { query, within, first: FIRST },
    { fetchPolicy: "store-and-network" },
  );
  if (!root.search) return <Waiting />;
  const { messages, products, samples } = root.search;
  const looked = { query, within };
  return (
    <>
      <Total query={query} counts={[messages, products, samples]} />
      <Messages root={root} looked={looked} />
      <Products root={root} looked={looked} />
      <Samples root={root} looked={looked} />
    </>
  );
}

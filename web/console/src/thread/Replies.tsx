import { Suspense, useDeferredValue, useState, type RefObject } from "react";
import { Button, Dialog, Input, ListBox, ListBoxItem, Popover, SearchField } from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { RepliesQuery } from "../__generated__/RepliesQuery.graphql";
import type { Replies_list$data, Replies_list$key } from "../__generated__/Replies_list.graphql";
import type { Said } from "../live/outbox";
import { t } from "../texts";
import { keen } from "../ui/keen";
import { Waiting } from "../ui/Waiting";
import { Filling } from "./Filling";
import "./replies.css";

const Manage = keen(() => import("./ManageReplies"));
const PAGE = 25;

export type Reply = NonNullable<Replies_list$data["savedReplies"]>["edges"][number]["node"];

interface RepliesProps {
  name: string;
  trigger: RefObject<HTMLElement | null>;
  onClose(): void;
  /** Put the words where one writes. */
  onInsert(words: string): void;
  /** Null where nothing can be sent. */
  onSend: ((said: Said) => void) | null;
}

/** The team's saved replies: found, filled in, and put into the text or sent at once. */
export default function Replies({ name, trigger, onClose, onInsert, onSend }: RepliesProps) {
  const [chosen, setChosen] = useState<Reply | null>(null);
  const [manages, setManages] = useState(false);
  const then = <T,>(does: (it: T) => void) => {
    return (it: T) => {
      does(it);
      onClose();
    };
  };
  if (manages) {
    return (
      <Suspense fallback={null}>
        <Manage onClose={() => setManages(false)} />
      </Suspense>
    );
  }
  return (
    <Popover
      triggerRef={trigger}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      placement="top start"
      className="popover replies"
    >
      <Dialog aria-label={t.thread.replies}>
        {chosen === null ? (
          <Choosing onChoose={setChosen} onManage={() => setManages(true)} />
        ) : (
          <Filling
            reply={chosen}
            name={name}
            onBack={() => setChosen(null)}
            onInsert={then(onInsert)}
            onSend={onSend && then(onSend)}
          />
        )}
      </Dialog>
    </Popover>
  );
}

interface ChoosingProps {
  onChoose(reply: Reply): void;
  onManage(): void;
}

function Choosing({ onChoose, onManage }: ChoosingProps) {
  const [query, setQuery] = useState("");
  const shown = useDeferredValue(query.trim());
  return (
    <>
      <header>
        <SearchField aria-label={t.thread.searchReplies} value={query} onChange={setQuery} autoFocus>
          <Input placeholder={t.thread.searchReplies} />
        </SearchField>
        <Button onPress={onManage}>{t.thread.manage}</Button>
      </header>
      <Suspense fallback={<Waiting />}>
        <Found query={shown} onChoose={onChoose} />
      </Suspense>
    </>
  );
}

const REPLIES = graphql`
  query RepliesQuery($query: String, $first: Int!, $after: String) {
    ...Replies_list
  }
`;

const REPLY_LIST = graphql`
  fragment Replies_list on Query @refetchable(queryName: "RepliesMoreQuery") {
    savedReplies(query: $query, first: $first, after: $after)
      @connection(key: "Replies_savedReplies", filters: ["query"]) {
      __id
      edges {
        node {
          id
          name
          text
          variables
        }
      }
    }
  }
`;

/** The replies that a search finds, the newest first. */
export function useReplies(query: string) {
  const root = useLazyLoadQuery<RepliesQuery>(
    REPLIES,
    { query: query || null, first: PAGE },
    { fetchPolicy: "store-and-network" },
  );
  return usePaginationFragment<RepliesQuery, Replies_list$key>(REPLY_LIST, root);
}

function Found({ query, onChoose }: { query: string; onChoose(reply: Reply): void }) {
  const { data, hasNext, isLoadingNext, loadNext } = useReplies(query);
  const replies = data.savedReplies?.edges.map(({ node }) => node) ?? [];
  return (
    <>
      <ListBox
        aria-label={t.thread.replies}
        items={replies}
        selectionMode="none"
        renderEmptyState={() => <p className="waiting">{query ? t.nothingHere : t.thread.noReplies}</p>}
        onAction={(key) => {
          const reply = replies.find((one) => one.id === key);
          if (reply) onChoose(reply);
        }}
      >
        {(reply) => (
          <ListBoxItem textValue={reply.name}>
            <strong>{reply.name}</strong>
            <span>{reply.text}</span>
          </ListBoxItem>
        )}
      </ListBox>
      {hasNext && (
        <Button isDisabled={isLoadingNext} onPress={() => loadNext(PAGE)}>
          {t.thread.showMore}
        </Button>
      )}
    </>
  );
}

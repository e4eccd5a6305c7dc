import { Suspense, useDeferredValue, useState, type RefObject } from "react";
import {
  Button,
  Dialog,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SearchField,
  TextField,
} from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { RepliesQuery } from "../__generated__/RepliesQuery.graphql";
import type { Replies_list$data, Replies_list$key } from "../__generated__/Replies_list.graphql";
import type { Said } from "../live/outbox";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { keen } from "../ui/keen";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";
import { fill } from "./variables";
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
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<Reply | null>(null);
  const [manages, setManages] = useState(false);
  const shown = useDeferredValue(query.trim());
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
          <>
            <header>
              <SearchField aria-label={t.thread.searchReplies} value={query} onChange={setQuery} autoFocus>
                <Input placeholder={t.thread.searchReplies} />
              </SearchField>
              <Button onPress={() => setManages(true)}>{t.thread.manage}</Button>
            </header>
            <Suspense fallback={<Waiting />}>
              <Found query={shown} onChoose={setChosen} />
            </Suspense>
          </>
        ) : (
          <Fill
            reply={chosen}
            name={name}
            onBack={() => setChosen(null)}
            onInsert={(words) => {
              onInsert(words);
              onClose();
            }}
            onSend={
              onSend &&
              ((said) => {
                onSend(said);
                onClose();
              })
            }
          />
        )}
      </Dialog>
    </Popover>
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

interface FillProps {
  reply: Reply;
  name: string;
  onBack(): void;
  onInsert(words: string): void;
  onSend: ((said: Said) => void) | null;
}

function Fill({ reply, name, onBack, onInsert, onSend }: FillProps) {
  const { account } = useViewer();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const whom =
    account.kind === "CREATOR"
      ? { creator_name: account.name, shop_name: name }
      : { creator_name: name, shop_name: account.name };
  const words = fill(reply.text, { ...values, ...whom });
  const whole = reply.variables.every((one) => values[one]?.trim());
  const variables = reply.variables.map((one) => ({ name: one, value: values[one] ?? "" }));
  return (
    <form
      className="filling"
      onSubmit={(event) => {
        event.preventDefault();
        if (whole) onInsert(words);
      }}
    >
      <header>
        <Button
          className="bare"
          aria-label={t.thread.backToReplies}
          onPress={onBack}
          autoFocus={reply.variables.length === 0}
        >
          <Icon name="back" />
        </Button>
        <strong>{reply.name}</strong>
      </header>
      {reply.variables.map((one, place) => (
        <TextField
          key={one}
          value={values[one] ?? ""}
          onChange={(value) => setValues({ ...values, [one]: value })}
          autoFocus={place === 0}
        >
          <Label>{one.replaceAll("_", " ")}</Label>
          <Input />
        </TextField>
      ))}
      <p className="words">{words}</p>
      <div className="buttons">
        <Button type="submit" isDisabled={!whole}>
          {t.thread.insert}
        </Button>
        {onSend && (
          <Button
            className="primary"
            isDisabled={!whole}
            onPress={() => onSend({ content: { savedReply: { savedReplyId: reply.id, variables } }, text: words })}
          >
            {t.thread.send}
          </Button>
        )}
      </div>
    </form>
  );
}

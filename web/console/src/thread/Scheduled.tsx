import { useEffect, useState } from "react";
import { Button, Label, TextArea, TextField } from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { cancellingMutation } from "../__generated__/cancellingMutation.graphql";
import type { ScheduledQuery, ScheduledQuery$data } from "../__generated__/ScheduledQuery.graphql";
import type { ScheduledUpdateMutation, MessageContent } from "../__generated__/ScheduledUpdateMutation.graphql";
import type { Scheduled_list$data, Scheduled_list$key } from "../__generated__/Scheduled_list.graphql";
import { useNews } from "../live/context";
import { place } from "../session";
import { exactly, t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { CANCEL } from "./cancelling";
import { local, Times } from "./Times";
import "./scheduled.css";

const PAGE = 10;
const hidden = (id: string) => place(`scheduled:${id}`);

type Later = NonNullable<Scheduled_list$data["scheduledMessages"]>["edges"][number]["node"];
type Ended = NonNullable<ScheduledQuery$data["ended"]>["nodes"][number];

const SCHEDULED = graphql`
  query ScheduledQuery($conversation: ID!, $first: Int!, $after: String) {
    ...Scheduled_list
    ended: scheduledMessages(conversationId: $conversation, statuses: [REFUSED, CANCELLED], first: 25) {
      nodes {
        id
        text
        updatedAt
        problem {
          __typename
          detail
        }
      }
    }
  }
`;

const WAITING = graphql`
  fragment Scheduled_list on Query @refetchable(queryName: "ScheduledMoreQuery") {
    scheduledMessages(conversationId: $conversation, statuses: [SCHEDULED], first: $first, after: $after)
      @connection(key: "Scheduled_scheduledMessages", filters: ["conversationId"]) {
      edges {
        node {
          id
          status
          text
          sendAt
          media {
            id
          }
          invitation {
            id
          }
          products {
            id
            title
          }
          productList {
            id
            name
          }
        }
      }
    }
  }
`;

/** What is scheduled for this conversation, and what of it did not go. `news` is another number when one was added. */
export default function Scheduled({ conversation, news }: { conversation: string; news: number }) {
  const heard = useNews(
    ["MessageReceived", "NotificationAdded", "BlockChanged"],
    (event) => !("message" in event) || event.message?.conversation.id === conversation,
  );
  const root = useLazyLoadQuery<ScheduledQuery>(
    SCHEDULED,
    { conversation, first: PAGE },
    { fetchPolicy: "store-and-network", fetchKey: `${news}:${heard}` },
  );
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<ScheduledQuery, Scheduled_list$key>(
    WAITING,
    root,
  );
  useEffect(() => {
    if (hasNext && !isLoadingNext) loadNext(PAGE);
  }, [hasNext, isLoadingNext, loadNext]);
  const [, setHidden] = useState(0);
  const waiting = (data.scheduledMessages?.edges ?? [])
    .map(({ node }) => node)
    .filter((one) => one.status === "SCHEDULED")
    .sort((one, other) => one.sendAt.localeCompare(other.sendAt));
  const ended = root.ended?.nodes.filter((one) => one.problem && sessionStorage.getItem(hidden(one.id)) === null) ?? [];
  if (waiting.length + ended.length === 0) return null;
  function hide(id: string) {
    sessionStorage.setItem(hidden(id), "hidden");
    setHidden((count) => count + 1);
  }
  return (
    <ul className="scheduled" aria-label={t.thread.scheduled}>
      {ended.map((one) => (
        <DidNotGo key={one.id} it={one} onHide={() => hide(one.id)} />
      ))}
      {waiting.map((one) => (
        <Waiting key={one.id} it={one} />
      ))}
    </ul>
  );
}

function DidNotGo({ it, onHide }: { it: Ended; onHide(): void }) {
  return (
    <li data-ended="true">
      <Icon name="block" />
      <p>
        <strong>{t.thread.didNotGo}</strong> {it.problem?.detail} <span>{it.text}</span>
      </p>
      <Button className="bare" aria-label={t.close} onPress={onHide}>
        <Icon name="close" />
      </Button>
    </li>
  );
}

const shown = (it: Later): string =>
  it.text ?? it.productList?.name ?? (it.media ? t.thread.photo : it.products.map(({ title }) => title).join(", "));

function Waiting({ it }: { it: Later }) {
  const [edits, setEdits] = useState(false);
  const { act, busy, refusal } = useAct<cancellingMutation>(CANCEL);
  return (
    <li>
      <Icon name="clock" />
      <p>
        <strong>{exactly(it.sendAt)}</strong> <span>{shown(it)}</span>
      </p>
      <Button className="bare" onPress={() => setEdits(true)}>
        {t.thread.edit}
      </Button>
      <Button className="bare" isDisabled={busy} onPress={() => act({ input: { scheduledMessageId: it.id } })}>
        {t.cancel}
      </Button>
      <Refused refusal={refusal} />
      {edits && <Edit it={it} onClose={() => setEdits(false)} />}
    </li>
  );
}

/** The same message with other words; null where it has none. */
function contentOf(it: Later, text: string): MessageContent | null {
  if (it.media) return { media: { mediaId: it.media.id, text: text || null } };
  if (it.products.length > 0 && !it.productList) {
    const productIds = it.products.map(({ id }) => id);
    return { products: { productIds, text: text || null, invitationId: it.invitation?.id ?? null } };
  }
  return it.productList ? null : { text };
}

const UPDATE = graphql`
  mutation ScheduledUpdateMutation($input: UpdateScheduledMessageInput!) {
    updateScheduledMessage(input: $input) {
      __typename
      ... on ScheduledMessageSuccess {
        scheduledMessage {
          id
          text
          sendAt
        }
      }
      ... on Problem {
        code
        detail
        retryAt
      }
    }
  }
`;

function Edit({ it, onClose }: { it: Later; onClose(): void }) {
  const [text, setText] = useState(it.text ?? "");
  const [at, setAt] = useState(() => local(new Date(it.sendAt)));
  const { act, busy, refusal } = useAct<ScheduledUpdateMutation>(UPDATE);
  const words = text.trim();
  const content = words === (it.text ?? "") ? null : contentOf(it, words);
  const sendAt = at === local(new Date(it.sendAt)) ? null : new Date(at).toISOString();
  const speaks = contentOf(it, words) !== null;
  return (
    <Popup title={t.thread.editScheduled} onClose={onClose}>
      {speaks && (
        <TextField value={text} onChange={setText} maxLength={2000} autoFocus>
          <Label>{t.thread.replyText}</Label>
          <TextArea rows={4} />
        </TextField>
      )}
      <Times at={at} onChange={setAt} />
      <Refused refusal={refusal} />
      <div className="buttons">
        <Button onPress={onClose}>{t.cancel}</Button>
        <Button
          className="primary"
          isDisabled={busy || !at || (content === null && sendAt === null)}
          onPress={() => act({ input: { scheduledMessageId: it.id, content, sendAt } }, onClose)}
        >
          {t.save}
        </Button>
      </div>
    </Popup>
  );
}

import { Button } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import type { Bubble_message$key } from "../__generated__/Bubble_message.graphql";
import { useLine } from "../live/context";
import type { Pending } from "../live/outbox";
import { exactly, t, when } from "../texts";
import { Card } from "../cards/Card";

/** A message: of whom, what it says and shows, and whether it was seen. */
export function Bubble({ message, me, fresh, seen }: { message: Bubble_message$key; me: string; fresh: boolean; seen: boolean }) {
  const it = useFragment(
    graphql`
      fragment Bubble_message on Message {
        id
        kind
        text
        sentAt
        recalledAt
        deleted
        sender {
          id
        }
        media {
          id
          thumbnailUrl
          url
          width
          height
        }
        card {
          __typename
        }
        ...Card_message
      }
    `,
    message,
  );
  const mine = it.sender?.id === me;
  return (
    <>
      {fresh && (
        <p className="fresh" role="separator">
          {t.thread.newMessages}
        </p>
      )}
      <article className="bubble" data-mine={mine} data-notice={it.kind === "NOTICE"}>
        {it.recalledAt !== null && it.recalledAt !== undefined ? (
          <p className="gone">{t.thread.recalled}</p>
        ) : it.deleted ? (
          <p className="gone">{t.thread.deleted}</p>
        ) : (
          <>
            {it.media && (
              <a href={it.media.url} target="_blank" rel="noopener">
                <img src={it.media.thumbnailUrl} alt={t.thread.photo} width={it.media.width} height={it.media.height} loading="lazy" />
              </a>
            )}
            {it.card && <Card message={it} mine={mine} />}
            {it.text && <p>{it.text}</p>}
          </>
        )}
        <footer>
          <time dateTime={it.sentAt} title={exactly(it.sentAt)}>
            {when(it.sentAt)}
          </time>
          {seen && <span> · {t.thread.seen}</span>}
        </footer>
      </article>
    </>
  );
}

/** What was written and has not arrived, as far as is known. */
export function Waits({ pending }: { pending: Pending }) {
  const { outbox } = useLine();
  return (
    <article className="bubble" data-mine="true" data-waits="true">
      <p>{pending.text}</p>
      <footer>
        {pending.problem === null ? (
          t.thread.sending
        ) : (
          <span role="alert">
            {t.thread.notSent} {pending.problem} <Button onPress={() => outbox.retry(pending.id)}>{t.thread.retry}</Button>{" "}
            <Button onPress={() => outbox.drop(pending.id)}>{t.thread.drop}</Button>
          </span>
        )}
      </footer>
    </article>
  );
}

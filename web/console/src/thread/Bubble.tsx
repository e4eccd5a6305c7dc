import { memo, Suspense, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import type { Bubble_message$key } from "../__generated__/Bubble_message.graphql";
import { Card } from "../cards/Card";
import { exactly, hour, t } from "../texts";
import { Icon } from "../ui/Icon";
import { keen } from "../ui/keen";
import { Picture } from "./Picture";

const Menu = keen(() => import("./MessageMenu"));

interface BubbleProps {
  message: Bubble_message$key;
  mine: boolean;
  /** Who of the own team wrote it, where that is said. */
  by: string | null;
  /** The last of its group: it says when. */
  ends: boolean;
  seen: boolean;
  lit: boolean;
}

const MESSAGE = graphql`
  fragment Bubble_message on Message {
    id
    kind
    text
    sentAt
    recalledAt
    deleted
    media {
      id
      ...Picture_media
    }
    card {
      __typename
    }
    ...Card_message
  }
`;

/** A message: of whom, what it says and shows, and whether it was seen. */
export const Bubble = memo(function Bubble({ message, mine, by, ends, seen, lit }: BubbleProps) {
  const it = useFragment(MESSAGE, message);
  const recalled = it.recalledAt !== null && it.recalledAt !== undefined;
  const gone = recalled ? t.thread.recalled : it.deleted ? t.thread.deleted : null;
  const notice = it.kind === "NOTICE";
  return (
    <div className="said" data-mine={mine} data-notice={notice} data-lit={lit}>
      {by && <small className="by">{by}</small>}
      <div
        className="bubble"
        data-gone={gone !== null}
        data-picture={it.media !== null && it.media !== undefined && gone === null}
      >
        {gone !== null ? (
          <p className="gone">{gone}</p>
        ) : (
          <>
            {it.media && <Picture key={it.media.id} media={it.media} />}
            {it.card && <Card message={it} mine={mine} />}
            {it.text && <p className="words">{it.text}</p>}
          </>
        )}
      </div>
      {!notice && gone === null && (
        <More id={it.id} kind={it.kind} text={it.text ?? null} sentAt={it.sentAt} mine={mine} />
      )}
      <footer className={ends || seen ? undefined : "unseen"}>
        <time dateTime={it.sentAt} title={exactly(it.sentAt)}>
          {hour(it.sentAt)}
        </time>
        {seen && <span> · {t.thread.seen}</span>}
      </footer>
    </div>
  );
});

interface MoreProps {
  id: string;
  kind: string;
  text: string | null;
  sentAt: string;
  mine: boolean;
}

/** What one can do with a message: loaded when somebody wants to. */
function More(it: MoreProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button
        ref={button}
        className="bare more"
        aria-label={t.thread.more}
        aria-haspopup="menu"
        aria-expanded={open}
        onPress={() => setOpen(true)}
      >
        <Icon name="more" />
      </Button>
      {open && (
        <Suspense fallback={null}>
          <Menu {...it} trigger={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

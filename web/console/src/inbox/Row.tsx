import { memo } from "react";
import { graphql, useFragment } from "react-relay";
import { Link } from "wouter";
import type { Row_conversation$data, Row_conversation$key } from "../__generated__/Row_conversation.graphql";
import { t, when } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { NotSent } from "./NotSent";

const LABELS = 2; // as many as there is room for

interface RowProps {
  conversation: Row_conversation$key;
  open: boolean;
  /** Whether the tabulator comes here. */
  first: boolean;
  onMenu(id: string, anchor: Element): void;
}

const CONVERSATION = graphql`
  fragment Row_conversation on Conversation {
    id
    unread
    unreadCount
    unreplied
    starred
    archived
    lastActivityAt
    assignee {
      id
      name
    }
    lastMessage {
      id
      preview
    }
    counterpart {
      id
      name
      kind
      avatarUrl
      status
      blockedByViewer
      ... on Creator {
        labels
      }
      ... on Agency {
        verified
      }
    }
  }
`;

/** One conversation of the inbox. Its height is always the same: `ROW` of Rows.tsx. */
export const Row = memo(function Row({ conversation, open, first, onMenu }: RowProps) {
  const it = useFragment(CONVERSATION, conversation);
  const { name, kind, avatarUrl, labels } = it.counterpart;
  return (
    <>
      <Link
        href={`/c/${it.id}`}
        className="row"
        tabIndex={first ? 0 : -1}
        data-unread={it.unread}
        aria-current={open ? "page" : undefined}
      >
        <Avatar name={name} kind={kind} url={avatarUrl} />
        <span className="row-words">
          <Whom it={it} />
          <span className="row-line">
            <span className="preview">{it.lastMessage?.preview}</span>
            {labels?.slice(0, LABELS).map((label) => (
              <span key={label} className="chip">
                {label}
              </span>
            ))}
            {it.assignee && <Assignee name={it.assignee.name} />}
            <NotSent conversation={it.id} />
            {it.unread && (
              <span className="badge" aria-label={t.inbox.unreadCount(it.unreadCount)} role="img">
                {it.unreadCount || ""}
              </span>
            )}
          </span>
        </span>
      </Link>
      <button
        className="bare row-more"
        tabIndex={first ? 0 : -1}
        aria-label={t.inbox.actions(name)}
        aria-haspopup="menu"
        onClick={(event) => onMenu(it.id, event.currentTarget)}
      >
        <Icon name="more" />
      </button>
    </>
  );
});

/** Who it is with, and since when nothing happened. */
function Whom({ it: { counterpart, starred, lastActivityAt } }: { it: Row_conversation$data }) {
  const { name, verified, status, blockedByViewer } = counterpart;
  return (
    <span className="row-line">
      <span className="name">{name}</span>
      {verified && <span className="verified" role="img" aria-label={t.inbox.verified} title={t.inbox.verified} />}
      {starred && <span className="star" aria-label={t.inbox.folders.STARRED} role="img" />}
      {blockedByViewer && (
        <span className="blocked" role="img" aria-label={t.side.blockedByYou} title={t.side.blockedByYou}>
          <Icon name="block" />
        </span>
      )}
      {status !== "ACTIVE" && <small>{t.unavailable}</small>}
      <time dateTime={lastActivityAt}>{when(lastActivityAt)}</time>
    </span>
  );
}

const Assignee = ({ name }: { name: string }) => (
  <span className="assignee" role="img" aria-label={t.inbox.assignedTo(name)} title={name}>
    {initials(name)}
  </span>
);

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "").join("");
}

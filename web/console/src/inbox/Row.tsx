import { graphql, useFragment } from "react-relay";
import { Link } from "wouter";
import type { Row_conversation$key } from "../__generated__/Row_conversation.graphql";
import { t, when } from "../texts";
import { Avatar } from "../ui/Avatar";

/** One conversation of the inbox. */
export function Row({ conversation, open }: { conversation: Row_conversation$key; open: boolean }) {
  const it = useFragment(
    graphql`
      fragment Row_conversation on Conversation {
        id
        unread
        unreadCount
        starred
        archived
        lastActivityAt
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
        }
      }
    `,
    conversation,
  );
  const { name, kind, avatarUrl, status } = it.counterpart;
  return (
    <Link href={`/c/${it.id}`} className="row" data-unread={it.unread} aria-current={open ? "page" : undefined}>
      <Avatar name={name} kind={kind} url={avatarUrl} />
      <span className="name">
        {name}
        {it.starred && <span className="star" aria-label={t.inbox.folders.STARRED} role="img" />}
        {status !== "ACTIVE" && <small> · {t.unavailable}</small>}
      </span>
      <time dateTime={it.lastActivityAt}>{when(it.lastActivityAt)}</time>
      <span className="preview">{it.lastMessage?.preview}</span>
      {it.unread && (
        <span className="badge" aria-label={t.inbox.unreadCount(it.unreadCount)} role="img">
          {it.unreadCount || ""}
        </span>
      )}
    </Link>
  );
}

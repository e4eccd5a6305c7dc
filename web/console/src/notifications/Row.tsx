import { Button } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import { Link } from "wouter";
import type { Row_notification$data, Row_notification$key } from "../__generated__/Row_notification.graphql";
import { exactly, t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Icon, type IconName } from "../ui/Icon";
import { placesOf, type Place } from "../pages";
import { useViewer, type Viewer } from "../viewer";
import { ago } from "./ago";

interface Sort {
  begun: string; // of its kinds
  icon: IconName;
  pages?: readonly Place["name"][]; // where it is looked after, for one side or the other; else in the conversation
}

const SORTS: readonly Sort[] = [
  { begun: "INVITATION", icon: "gift" },
  { begun: "LINK", icon: "link", pages: ["partnerships"] },
  { begun: "UNLINK", icon: "link", pages: ["partnerships"] },
  { begun: "SAMPLE", icon: "box", pages: ["samples"] },
  { begun: "BULK", icon: "bulk", pages: ["bulk"] },
  { begun: "SCHEDULED", icon: "clock" },
  { begun: "LEAD", icon: "leads", pages: ["leads", "partners"] },
];

const sortOf = (kind: string): Sort => SORTS.find(({ begun }) => kind.startsWith(begun)) ?? { begun: "", icon: "bell" };

/** One thing that happened; it opens what it is about. */
export function Row({ notification, onOpen }: { notification: Row_notification$key; onOpen(): void }) {
  const said = useFragment(NOTIFICATION, notification);
  const place = placeOf(said, useViewer());
  const { account, kind, at, readAt, text } = said;
  const shown = (
    <>
      <span className="notice-picture">
        {account ? <Avatar name={account.name} kind={account.kind} url={account.avatarUrl} /> : null}
        <span className="notice-kind">
          <Icon name={sortOf(kind).icon} />
        </span>
      </span>
      <span className="notice-words">
        <span>{text}</span>
        <small>
          {account?.name} {account && "· "}
          <time dateTime={at} title={exactly(at)}>
            {ago(at)}
          </time>
        </small>
      </span>
      {!readAt && <span className="badge" role="img" aria-label={t.notifications.unread} />}
    </>
  );
  const looks = { className: "notice", "data-unread": !readAt };
  if (place === null) {
    return (
      <Button {...looks} onPress={onOpen}>
        {shown}
      </Button>
    );
  }
  return (
    <Link href={place} {...looks} onClick={onOpen}>
      {shown}
    </Link>
  );
}

/** Where what it is about is shown: a page that the viewer has, else the conversation; null where there is none. */
function placeOf({ kind, account, subject }: Row_notification$data, viewer: Viewer): string | null {
  const there = placesOf(viewer).map(({ name }) => name);
  const page = sortOf(kind).pages?.find((name) => there.includes(name));
  if (page !== undefined) return `/${page}`;
  const conversation = subject && "conversation" in subject ? subject.conversation : account?.conversation;
  return conversation ? `/c/${conversation.id}` : null;
}

const NOTIFICATION = graphql`
  fragment Row_notification on Notification {
    kind
    at
    readAt
    text
    account {
      id
      name
      kind
      avatarUrl
      conversation {
        id
      }
    }
    subject {
      __typename
      ... on Invitation {
        conversation {
          id
        }
      }
      ... on ScheduledMessage {
        conversation {
          id
        }
      }
    }
  }
`;

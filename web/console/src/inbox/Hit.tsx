import { graphql, useFragment } from "react-relay";
import { Link } from "wouter";
import type { Hit_message$data, Hit_message$key } from "../__generated__/Hit_message.graphql";
import { t, when } from "../texts";
import { Avatar } from "../ui/Avatar";
import { useViewer } from "../viewer";
import { Marked } from "./Marked";

/** What is looked for, and where: in one conversation, or in all of them. */
export interface Looked {
  query: string;
  within: string | null;
}

const HIT = graphql`
  fragment Hit_message on MessageHit {
    text
    ranges {
      start
      end
    }
    more {
      value
      exact
    }
    message {
      id
      sentAt
      sender {
        id
        name
      }
    }
    conversation {
      id
      counterpart {
        id
        name
        kind
        avatarUrl
      }
    }
  }
`;

/** A message that matches: it opens its conversation there, and what is older is listed there, too. */
export function Hit({ hit, looked }: { hit: Hit_message$key; looked: Looked }) {
  const it = useFragment(HIT, hit);
  const { text, ranges, more, message, conversation } = it;
  return (
    <li>
      <Link href={`/c/${conversation.id}?message=${message.id}`} className="hit">
        {looked.within === null ? <Other of={it} /> : <Sender of={it} />}
        <time dateTime={message.sentAt}>{when(message.sentAt)}</time>
        <span className="preview">
          <Marked text={text} ranges={ranges} />
        </span>
      </Link>
      {more.value > 0 && (
        <Link href={`/c/${conversation.id}?find=${encodeURIComponent(looked.query)}`} className="older">
          {t.inbox.search.older(more.exact ? `${more.value}` : `${more.value}+`)}
        </Link>
      )}
    </li>
  );
}

function Other({ of: { conversation } }: { of: Hit_message$data }) {
  const { name, kind, avatarUrl } = conversation.counterpart;
  return (
    <>
      <Avatar name={name} kind={kind} url={avatarUrl} small />
      <span className="name">{name}</span>
    </>
  );
}

function Sender({ of: { message } }: { of: Hit_message$data }) {
  const mine = message.sender?.id === useViewer().account.id;
  return <span className="name">{mine ? t.thread.you : message.sender?.name}</span>;
}

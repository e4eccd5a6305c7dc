import { graphql, useFragment } from "react-relay";
import type { SideWho_conversation$key } from "../__generated__/SideWho_conversation.graphql";
import { Contact } from "../creators/Contact";
import { exactly, t } from "../texts";
import { Avatar } from "../ui/Avatar";

const words = t.side;

const CONVERSATION = graphql`
  fragment SideWho_conversation on Conversation {
    canSend {
      allowed
      problem {
        __typename
        detail
        retryAt
      }
    }
    counterpart {
      id
      name
      handle
      kind
      avatarUrl
      status
      blockedByViewer
      ... on Creator {
        level
        activeCollaboration
        contact {
          ...Contact_check
        }
      }
      ... on Agency {
        verified
        livePartner
        programmes
        activeCollaboration
      }
      ... on Seller {
        livePartner
      }
    }
  }
`;

/** Who it is, and whether one can write to them. */
export function SideWho({ conversation }: { conversation: SideWho_conversation$key }) {
  const it = useFragment(CONVERSATION, conversation);
  const { counterpart: them, canSend } = it;
  return (
    <div className="side-who">
      <Avatar name={them.name} kind={them.kind} url={them.avatarUrl} />
      <div>
        <strong>{them.name}</strong>
        <small>
          @{them.handle} · {t.kinds[them.kind]}
        </small>
      </div>
      <div className="side-chips">
        {them.status === "DEACTIVATED" && <Chip tone="bad" text={words.deactivated} />}
        {them.status === "SHUT_DOWN" && <Chip tone="bad" text={words.shutDown} />}
        {them.blockedByViewer && <Chip tone="bad" text={words.blockedByYou} />}
        {them.verified && <Chip tone="good" text={words.verified} />}
        {them.level && them.level !== "NONE" && <Chip text={t.creators.levels[them.level]} />}
        {them.livePartner && <Chip text={words.livePartner} />}
        {them.programmes?.map((one) => (
          <Chip key={one} tone="quiet" text={words.programmes[one]} />
        ))}
        {them.activeCollaboration && <Chip tone="good" text={words.collaborating} />}
      </div>
      {them.contact ? (
        <Contact check={them.contact} />
      ) : (
        <p data-refused={!canSend.allowed}>
          {canSend.allowed ? words.mayWrite : canSend.problem?.detail}{" "}
          {canSend.problem?.retryAt && t.goesOn(exactly(canSend.problem.retryAt))}
        </p>
      )}
    </div>
  );
}

const Chip = ({ tone, text }: { tone?: "good" | "bad" | "quiet"; text: string }) => (
  <span className="chip" data-tone={tone}>
    {text}
  </span>
);

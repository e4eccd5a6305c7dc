import { graphql, useFragment } from "react-relay";
import type { SideWho_conversation$key } from "../__generated__/SideWho_conversation.graphql";
import { onDay } from "../creators/figures";
import { exactly, t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Section } from "./Section";

const words = t.side;

/** Who it is, whether one can write to them, and where the conversation comes from. */
export function SideWho({ conversation }: { conversation: SideWho_conversation$key }) {
  const it = useFragment(
    graphql`
      fragment SideWho_conversation on Conversation {
        createdAt
        entryPoint
        startedBy {
          id
          name
        }
        canSend {
          allowed
          remaining
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
          markets
          category
          blockedByViewer
          ... on Creator {
            level
            activeCollaboration
          }
          ... on Agency {
            verified
            livePartner
            programmes
            categories
            activeCollaboration
          }
          ... on Seller {
            livePartner
          }
        }
      }
    `,
    conversation,
  );
  const { counterpart: them, canSend } = it;
  const categories = them.categories?.join(", ") ?? them.category;
  return (
    <>
      <div className="side-who">
        <Avatar name={them.name} kind={them.kind} url={them.avatarUrl} />
        <div>
          <strong>{them.name}</strong>
          <small>
            @{them.handle} · {t.kinds[them.kind]}
          </small>
        </div>
        <div className="chips">
          {them.status === "DEACTIVATED" && <Chip tone="bad" text={words.deactivated} />}
          {them.status === "SHUT_DOWN" && <Chip tone="bad" text={words.shutDown} />}
          {them.blockedByViewer && <Chip tone="bad" text={words.blockedByYou} />}
          {them.verified && <Chip tone="good" text={words.verified} />}
          {them.level && <Chip text={t.creators.levels[them.level]} />}
          {them.livePartner && <Chip text={words.livePartner} />}
          {them.programmes?.map((one) => (
            <Chip key={one} tone="quiet" text={words.programmes[one]} />
          ))}
          {them.activeCollaboration && <Chip tone="good" text={words.collaborating} />}
        </div>
        <p data-refused={!canSend.allowed}>
          {canSend.allowed
            ? typeof canSend.remaining === "number"
              ? words.left(canSend.remaining)
              : words.mayWrite
            : `${canSend.problem?.detail ?? ""} ${canSend.problem?.retryAt ? t.goesOn(exactly(canSend.problem.retryAt)) : ""}`}
        </p>
      </div>
      <Section name="about" title={words.about}>
        <dl className="facts">
          <Fact name={words.markets} is={them.markets.join(", ")} />
          {categories && <Fact name={them.categories ? words.categories : words.category} is={categories} />}
          <Fact name={words.since} is={onDay(it.createdAt)} />
          <Fact name={words.startedBy} is={it.startedBy.name} />
          <Fact name={words.entry} is={words.entryPoint[it.entryPoint]} />
        </dl>
      </Section>
    </>
  );
}

const Chip = ({ tone, text }: { tone?: "good" | "bad" | "quiet"; text: string }) => (
  <span className="chip" data-tone={tone}>
    {text}
  </span>
);

const Fact = ({ name, is }: { name: string; is: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{is}</dd>
  </div>
);

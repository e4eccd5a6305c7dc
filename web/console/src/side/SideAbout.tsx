import { graphql, useFragment } from "react-relay";
import type { SideAbout_conversation$key } from "../__generated__/SideAbout_conversation.graphql";
import { onDay } from "../creators/figures";
import { t } from "../texts";
import { Section } from "./Section";

const words = t.side;

/** Where they are at home, and where the conversation comes from. */
export function SideAbout({ conversation }: { conversation: SideAbout_conversation$key }) {
  const { counterpart, createdAt, startedBy, entryPoint } = useFragment(
    graphql`
      fragment SideAbout_conversation on Conversation {
        createdAt
        entryPoint
        startedBy {
          id
          name
        }
        counterpart {
          id
          markets
          category
          ... on Agency {
            categories
          }
        }
      }
    `,
    conversation,
  );
  const { markets, category, categories } = counterpart;
  return (
    <Section name="about" title={words.about}>
      <dl className="facts">
        <Fact name={words.markets} is={markets.join(", ")} />
        {categories && categories.length > 0 && <Fact name={words.categories} is={categories.join(", ")} />}
        {!categories && category && <Fact name={words.category} is={category} />}
        <Fact name={words.since} is={onDay(createdAt)} />
        <Fact name={words.startedBy} is={startedBy.name} />
        <Fact name={words.entry} is={words.entryPoint[entryPoint]} />
      </dl>
    </Section>
  );
}

const Fact = ({ name, is }: { name: string; is: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{is}</dd>
  </div>
);

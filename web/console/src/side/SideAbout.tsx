import { graphql, useFragment } from "react-relay";
import type { SideAbout_conversation$key } from "../__generated__/SideAbout_conversation.graphql";
import { Fact } from "../creators/Fact";
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
      <dl className="known-facts">
        <Fact name={words.markets}>{markets.join(", ")}</Fact>
        {categories && categories.length > 0 && <Fact name={words.categories}>{categories.join(", ")}</Fact>}
        {!categories && category && <Fact name={words.category}>{category}</Fact>}
        <Fact name={words.since}>{onDay(createdAt)}</Fact>
        <Fact name={words.startedBy}>{startedBy.name}</Fact>
        <Fact name={words.entry}>{words.entryPoint[entryPoint]}</Fact>
      </dl>
    </Section>
  );
}

import { lazy, Suspense } from "react";
import { graphql, useFragment } from "react-relay";
import type { SideCreator_creator$key } from "../__generated__/SideCreator_creator.graphql";
import { t } from "../texts";
import { useViewer } from "../viewer";
import { Section } from "./Section";
import { SideFigures } from "./SideFigures";
import { SideLabels } from "./SideLabels";
import { SideLead } from "./SideLead";
import { SideLink } from "./SideLink";
import { SideNotes } from "./SideNotes";

const InviteToLink = lazy(() => import("../partnerships/InviteToLink"));

const words = t.side;

const CREATOR = graphql`
  fragment SideCreator_creator on Creator {
    id
    name
    stats {
      ...SideFigures_stats
    }
    partnership {
      ...SideLink_partnership
    }
    ...SideLead_creator
    ...SideLabels_creator
    ...SideNotes_creator
  }
`;

/** What a seller or an agency knows of a creator, and keeps of it. */
export function SideCreator({ creator }: { creator: SideCreator_creator$key }) {
  const { kind } = useViewer().account;
  const it = useFragment(CREATOR, creator);
  return (
    <>
      <Section name="figures" title={words.figures}>
        <SideFigures stats={it.stats} />
      </Section>
      {kind === "AGENCY" && (
        <Section name="partnership" title={words.partnership}>
          <SideLink
            partnership={it.partnership ?? null}
            invite={(onClose) => (
              <Suspense fallback={null}>
                <InviteToLink creator={{ id: it.id, name: it.name }} onClose={onClose} />
              </Suspense>
            )}
          />
        </Section>
      )}
      <SideLead creator={it} />
      <Section name="labels" title={words.labels}>
        <SideLabels creator={it} />
      </Section>
      <Section name="notes" title={words.notes}>
        <SideNotes creator={it} />
      </Section>
    </>
  );
}

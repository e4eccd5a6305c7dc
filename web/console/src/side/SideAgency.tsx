import { graphql, useFragment } from "react-relay";
import type { SideAgency_agency$key } from "../__generated__/SideAgency_agency.graphql";
import { t } from "../texts";
import { Section } from "./Section";
import { SideLink } from "./SideLink";

/** How a creator stands with an agency. */
export function SideAgency({ agency }: { agency: SideAgency_agency$key }) {
  const { partnership } = useFragment(
    graphql`
      fragment SideAgency_agency on Agency {
        partnership {
          ...SideLink_partnership
        }
      }
    `,
    agency,
  );
  return (
    <Section name="partnership" title={t.side.partnership}>
      <SideLink partnership={partnership ?? null} />
    </Section>
  );
}

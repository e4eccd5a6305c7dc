import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { OffersQuery } from "../__generated__/OffersQuery.graphql";
import type { OffersSentQuery } from "../__generated__/OffersSentQuery.graphql";
import type { Offers_list$key } from "../__generated__/Offers_list.graphql";
import { exactly, t } from "../texts";
import { Icon } from "../ui/Icon";
import { More, PAGE } from "../ui/More";
import type { Attachment } from "./attached";
import { Offer } from "./Offer";

/** The creator of the conversation that one writes in. */
export interface Whom {
  conversation: string;
  id: string;
  name: string;
}

const OFFERS = graphql`
  query OffersQuery($query: String, $first: Int!, $after: String) {
    ...Offers_list
  }
`;

const LIST = graphql`
  fragment Offers_list on Query @refetchable(queryName: "OffersMoreQuery") {
    targetCollaborations(query: $query, first: $first, after: $after)
      @connection(key: "Offers_targetCollaborations", filters: ["query"]) {
      edges {
        node {
          id
          name
          endsAt
          products {
            commission
          }
          ...Offer_collaboration
        }
      }
    }
  }
`;

interface OffersProps {
  to: Whom;
  query: string;
  onChoose(it: Attachment): void;
}

/** A seller's target collaborations that are open, the newest first; one of them, once it is chosen. */
export function Offers({ to, query, onChoose }: OffersProps) {
  const root = useLazyLoadQuery<OffersQuery>(
    OFFERS,
    { query: query || null, first: PAGE },
    { fetchPolicy: "store-and-network" },
  );
  const { data, ...pages } = usePaginationFragment<OffersQuery, Offers_list$key>(LIST, root);
  const invitationOf = useInvitations(to.conversation);
  const [chosen, setChosen] = useState<string | null>(null);
  const now = new Date().toISOString();
  const open = data.targetCollaborations?.edges.map(({ node }) => node).filter(({ endsAt }) => endsAt > now) ?? [];
  const one = open.find(({ id }) => id === chosen);
  if (one) {
    const invitation = invitationOf(one.id);
    return <Offer offer={one} {...{ to, invitation, onChoose }} onBack={() => setChosen(null)} />;
  }
  return (
    <>
      {open.length === 0 && !pages.hasNext && <p>{query ? t.nothingHere : t.collaborations.noneOpen}</p>}
      <ul className="choices">
        {open.map(({ id, name, endsAt, products }) => (
          <li key={id}>
            <Button onPress={() => setChosen(id)}>
              <span className="shot">
                <Icon name="gift" />
              </span>
              <span>
                {name}
                <small>{t.card.until(exactly(endsAt))}</small>
              </span>
              <small>{invitationOf(id) ? t.inbox.filters.invited : t.thread.productCount(products.length)}</small>
            </Button>
          </li>
        ))}
      </ul>
      <More pages={pages} words={t.thread.showMore} />
    </>
  );
}

// The newest: of one that is older, the answer to inviting once more tells, and sends nothing (COL-3).
const SENT = graphql`
  query OffersSentQuery {
    invitations(statuses: [PENDING, ACCEPTED], first: 100) {
      nodes {
        id
        status
        collaboration {
          id
        }
        conversation {
          id
        }
      }
    }
  }
`;

/** The invitation of this creator into a collaboration, where there is one that stands. */
function useInvitations(conversation: string): (collaboration: string) => string | null {
  const { invitations } = useLazyLoadQuery<OffersSentQuery>(SENT, {}, { fetchPolicy: "store-and-network" });
  const here = (invitations?.nodes ?? []).filter((one) => one.conversation.id === conversation);
  const standing = here.filter(({ status }) => status === "PENDING" || status === "ACCEPTED");
  return (collaboration) => standing.find((one) => one.collaboration.id === collaboration)?.id ?? null;
}

import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { CampaignsQuery } from "../__generated__/CampaignsQuery.graphql";
import type { Campaigns_list$key } from "../__generated__/Campaigns_list.graphql";
import { Left } from "../cards/Left";
import { exactly, t } from "../texts";
import { Endless } from "../ui/Endless";
import { Empty } from "../ui/Page";
import { Tiles } from "./Tiles";

const PAGE = 20;

const WANTED = graphql`
  query CampaignsQuery($first: Int!, $after: String) {
    ...Campaigns_list
  }
`;

const LIST = graphql`
  fragment Campaigns_list on Query @refetchable(queryName: "CampaignsMoreQuery") {
    campaigns(first: $first, after: $after) @connection(key: "Campaigns_campaigns") {
      edges {
        node {
          id
          title
          startsAt
          endsAt
          products {
            id
            ...Tiles_product
          }
        }
      }
    }
  }
`;

/** An agency's partner campaigns, the newest first. */
export default function Campaigns() {
  const root = useLazyLoadQuery<CampaignsQuery>(WANTED, { first: PAGE }, { fetchPolicy: "store-and-network" });
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<CampaignsQuery, Campaigns_list$key>(
    LIST,
    root,
  );
  const rows = data.campaigns?.edges.map(({ node }) => node) ?? [];
  if (rows.length === 0) return <Empty icon="bag" words={t.collaborations.noCampaigns} />;
  return (
    <Endless
      label={t.collaborations.tabs.campaigns}
      rows={rows}
      keyOf={({ id }) => id}
      height={200}
      more={{ hasNext, isLoadingNext, loadNext }}
      page={PAGE}
    >
      {({ title, startsAt, endsAt, products }) => (
        <article className="entry" aria-label={title}>
          <div className="about">
            <h3>{title}</h3>
            <p className="line">
              <span>
                {exactly(startsAt)} – {exactly(endsAt)}
              </span>
              <Left at={endsAt} />
              <span>{t.card.products(products.length)}</span>
            </p>
          </div>
          <Tiles products={products} />
        </article>
      )}
    </Endless>
  );
}

import { ConnectionHandler, commitLocalUpdate, graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { PoolQuery } from "../__generated__/PoolQuery.graphql";
import type { Pool_list$key } from "../__generated__/Pool_list.graphql";
import { useHeard, useLine } from "../live/context";
import { t } from "../texts";
import { Endless } from "../ui/Endless";
import { Empty } from "../ui/Page";
import { useKept } from "../ui/useKept";
import { asked, narrows, type Looked } from "./filter";
import { LeadRow } from "./LeadRow";

const PAGE = 25;

const POOL = graphql`
  query PoolQuery($query: String, $filter: LeadFilter, $order: LeadOrder, $first: Int!, $after: String) {
    ...Pool_list
  }
`;

/** The leads that are looked for. Who comes is there at once, and the list keeps its place. */
export function Pool({ looked, news }: { looked: Looked; news: number }) {
  const { query, filter } = asked(looked);
  const statuses = looked.statuses.length === 0 ? null : looked.statuses;
  const wanted = { query, filter: { ...filter, statuses }, order: looked.order, first: PAGE };
  const pool = useLazyLoadQuery<PoolQuery>(POOL, wanted, { fetchPolicy: "store-and-network" });
  const { line } = useLine();
  const { data, ...more } = usePaginationFragment<PoolQuery, Pool_list$key>(
    graphql`
      fragment Pool_list on Query @refetchable(queryName: "PoolMoreQuery") {
        leads(query: $query, filter: $filter, orderBy: $order, first: $first, after: $after)
          @connection(key: "Pool_leads", filters: ["query", "filter", "orderBy"]) {
          __id
          edges {
            node {
              id
              ...LeadRow_lead
            }
          }
        }
      }
    `,
    pool,
  );
  const rows = data.leads?.edges ?? [];
  useKept(POOL, wanted, rows.length, news);
  const list = data.leads?.__id;
  useHeard(["LeadChanged"], ({ lead, leadId }) => {
    if (lead || !leadId || !list) return;
    commitLocalUpdate(line.environment, (store) => {
      const there = store.get(list);
      if (there) ConnectionHandler.deleteNode(there, leadId);
    });
  });
  if (rows.length === 0) return <Empty icon="leads" words={narrows(looked) ? t.leads.none : t.leads.noneYet} />;
  return (
    <Endless label={t.pages.leads} rows={rows} keyOf={({ node }) => node.id} height={150} more={more} page={PAGE}>
      {({ node }) => <LeadRow lead={node} />}
    </Endless>
  );
}

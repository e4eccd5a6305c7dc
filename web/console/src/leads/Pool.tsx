import { useEffect, type RefObject } from "react";
import { Button } from "react-aria-components";
import { ConnectionHandler, commitLocalUpdate, graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { PoolQuery } from "../__generated__/PoolQuery.graphql";
import type { Pool_list$key } from "../__generated__/Pool_list.graphql";
import { useHeard, useLine } from "../live/context";
import { t } from "../texts";
import { Endless } from "../ui/Endless";
import { Empty } from "../ui/Page";
import { useAsking } from "../ui/useAsking";
import { asked, narrows, type Looked } from "./filter";
import { LeadRow } from "./LeadRow";

const PAGE = 25;

/** The leads that are looked for. Who comes is there at once, and the list keeps its place. */
export function Pool({ looked, news }: { looked: Looked; news: number }) {
  const { first, fetchKey, loaded, stale, renew } = useAsking(news, PAGE);
  const { query, filter } = asked(looked);
  const statuses = looked.statuses.length === 0 ? null : looked.statuses;
  const root = useLazyLoadQuery<PoolQuery>(
    graphql`
      query PoolQuery($query: String, $filter: LeadFilter, $order: LeadOrder, $first: Int!, $after: String) {
        ...Pool_list
      }
    `,
    { query, filter: { ...filter, statuses }, order: looked.order, first },
    { fetchKey, fetchPolicy: "store-and-network" },
  );
  return (
    <>
      {stale && (
        <p className="pool-changed" role="status">
          {t.leads.changed} <Button onPress={renew}>{t.leads.showChanged}</Button>
        </p>
      )}
      <List pool={root} loaded={loaded} empty={narrows(looked) ? t.leads.none : t.leads.noneYet} />
    </>
  );
}

function List({ pool, loaded, empty }: { pool: Pool_list$key; loaded: RefObject<number>; empty: string }) {
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
  useEffect(() => {
    loaded.current = rows.length;
  }, [loaded, rows.length]);
  const list = data.leads?.__id;
  useHeard(["LeadChanged"], ({ lead, leadId }) => {
    if (lead || !leadId || !list) return;
    commitLocalUpdate(line.environment, (store) => {
      const there = store.get(list);
      if (there) ConnectionHandler.deleteNode(there, leadId);
    });
  });
  if (rows.length === 0) return <Empty icon="leads" words={empty} />;
  return (
    <Endless label={t.pages.leads} rows={rows} keyOf={({ node }) => node.id} height={150} more={more} page={PAGE}>
      {({ node }) => <LeadRow lead={node} />}
    </Endless>
  );
}

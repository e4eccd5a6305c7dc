import { Button } from "react-aria-components";
import { graphql, useFragment, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { ListQuery } from "../__generated__/ListQuery.graphql";
import type { List_row$key } from "../__generated__/List_row.graphql";
import type { List_bulks$key } from "../__generated__/List_bulks.graphql";
import { t, when } from "../texts";
import { Endless } from "../ui/Endless";
import { Empty } from "../ui/Page";
import { useKept } from "../ui/useKept";
import { Progress, TONES } from "./Progress";

const PAGE = 25;
const WANTED = { first: PAGE };

const BULKS = graphql`
  query ListQuery($first: Int!, $after: String) {
    ...List_bulks
  }
`;

interface ListProps {
  news: number;
  open: string | null;
  onOpen(id: string): void;
}

/** The account's bulk messages, the newest first. */
export function List({ news, open, onOpen }: ListProps) {
  const root = useLazyLoadQuery<ListQuery>(BULKS, WANTED, { fetchPolicy: "store-and-network" });
  const { data, ...more } = usePaginationFragment<ListQuery, List_bulks$key>(
    graphql`
      fragment List_bulks on Query @refetchable(queryName: "ListMoreQuery") {
        bulkMessages(first: $first, after: $after) @connection(key: "List_bulkMessages") {
          edges {
            node {
              id
              ...List_row
            }
          }
        }
      }
    `,
    root,
  );
  const rows = data.bulkMessages?.edges ?? [];
  useKept(BULKS, WANTED, rows.length, news);
  return (
    <nav className="bulk-list" aria-label={t.bulk.list}>
      {rows.length === 0 ? (
        <Empty icon="bulk" words={t.bulk.none} />
      ) : (
        <Endless label={t.bulk.list} rows={rows} keyOf={({ node }) => node.id} height={104} more={more} page={PAGE}>
          {({ node }) => <Row bulk={node} open={node.id === open} onOpen={() => onOpen(node.id)} />}
        </Endless>
      )}
    </nav>
  );
}

function Row({ bulk, open, onOpen }: { bulk: List_row$key; open: boolean; onOpen(): void }) {
  const it = useFragment(
    graphql`
      fragment List_row on BulkMessage {
        status
        text
        createdAt
        targetCollaboration {
          id
          name
        }
        productList {
          id
          name
        }
        ...Progress_bulk
      }
    `,
    bulk,
  );
  return (
    <Button className="bulk-row" aria-current={open ? "true" : undefined} onPress={onOpen}>
      <span className="bulk-row-head">
        <span className="chip" data-tone={TONES[it.status]}>
          {t.bulk.statuses[it.status]}
        </span>
        <time dateTime={it.createdAt}>{when(it.createdAt)}</time>
      </span>
      <span className="bulk-row-text">
        {it.targetCollaboration?.name ?? it.text ?? it.productList?.name ?? t.bulk.gone}
      </span>
      <Progress bulk={it} />
    </Button>
  );
}

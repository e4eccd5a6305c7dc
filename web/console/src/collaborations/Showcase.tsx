import { Suspense } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { ShowcaseQuery } from "../__generated__/ShowcaseQuery.graphql";
import type { Showcase_list$data, Showcase_list$key } from "../__generated__/Showcase_list.graphql";
import { useNews } from "../live/context";
import { exactly, money, t, when } from "../texts";
import { Endless } from "../ui/Endless";
import { Empty } from "../ui/Page";
import { Refused } from "../ui/Refused";
import { Tile } from "../ui/Tile";
import { useKept } from "../ui/useKept";
import { Waiting } from "../ui/Waiting";
import { useRemoving } from "./removing";

const PAGE = 25;

const WANTED = graphql`
  query ShowcaseQuery($first: Int!, $after: String) {
    ...Showcase_list
  }
`;

const LIST = graphql`
  fragment Showcase_list on Query @refetchable(queryName: "ShowcaseMoreQuery") {
    showcase(first: $first, after: $after) @connection(key: "Showcase_showcase") {
      edges {
        node {
          __typename
          addedAt
          commission
          product {
            id
            title
            imageUrl
            seller {
              id
              name
            }
            price {
              amount
              currency
            }
          }
        }
      }
    }
  }
`;

/** What a creator has in the showcase, the newest addition first. */
export default function Showcase() {
  const news = useNews(["ShowcaseAdded", "ShowcaseRemoved"]);
  return (
    <Suspense fallback={<Waiting />}>
      <List news={news} />
    </Suspense>
  );
}

function List({ news }: { news: number }) {
  const wanted = { first: PAGE };
  const root = useLazyLoadQuery<ShowcaseQuery>(WANTED, wanted, { fetchPolicy: "store-and-network" });
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<ShowcaseQuery, Showcase_list$key>(
    LIST,
    root,
  );
  const { act, busy, refusal } = useRemoving();
  const rows = data.showcase?.edges.map(({ node }) => node) ?? [];
  useKept(WANTED, wanted, rows.length, news);
  if (rows.length === 0) return <Empty icon="bag" words={t.collaborations.emptyShowcase} />;
  return (
    <>
      <Refused refusal={refusal} />
      <Endless
        label={t.collaborations.tabs.showcase}
        rows={rows}
        keyOf={({ product }) => product.id}
        height={100}
        more={{ hasNext, isLoadingNext, loadNext }}
        page={PAGE}
      >
        {(row) => <Entry entry={row} busy={busy} onRemove={(id) => act({ input: { productIds: [id] } })} />}
      </Endless>
    </>
  );
}

type Row = NonNullable<Showcase_list$data["showcase"]>["edges"][number]["node"];

function Entry({ entry, busy, onRemove }: { entry: Row; busy: boolean; onRemove(id: string): void }) {
  const { product, addedAt, commission } = entry;
  return (
    <article className="entry" aria-label={product.title}>
      <Tile title={product.title} url={product.imageUrl} />
      <div className="about">
        <h3>{product.title}</h3>
        <p className="line">
          <b>{money(product.price)}</b>
          {commission && <span className="rate">{t.card.commission(commission)}</span>}
        </p>
        <p className="line">
          {product.seller && <span>{product.seller.name}</span>}
          <time dateTime={addedAt} title={exactly(addedAt)}>
            {t.collaborations.addedAt(when(addedAt))}
          </time>
        </p>
      </div>
      <div className="doing">
        <Button isDisabled={busy} aria-label={t.card.removeOne(product.title)} onPress={() => onRemove(product.id)}>
          {t.card.remove}
        </Button>
      </div>
    </article>
  );
}

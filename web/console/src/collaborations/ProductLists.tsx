import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import { ConnectionHandler } from "relay-runtime";
import type { ProductListsDeleteMutation } from "../__generated__/ProductListsDeleteMutation.graphql";
import type { ProductListsQuery } from "../__generated__/ProductListsQuery.graphql";
import type { ProductLists_list$data, ProductLists_list$key } from "../__generated__/ProductLists_list.graphql";
import { exactly, t, when } from "../texts";
import { Confirm } from "../ui/Confirm";
import { Endless } from "../ui/Endless";
import { Empty } from "../ui/Page";
import { useAct } from "../ui/useAct";
import { Tiles } from "./Tiles";

const PAGE = 20;
const DELETE = graphql`
  mutation ProductListsDeleteMutation($input: DeleteProductListInput!) {
    deleteProductList(input: $input) {
      __typename
      ... on DeleteProductListSuccess {
        productListId
      }
      ... on Problem {
        code
        detail
        retryAt
      }
    }
  }
`;

const WANTED = graphql`
  query ProductListsQuery($first: Int!, $after: String) {
    ...ProductLists_list
  }
`;

const LIST = graphql`
  fragment ProductLists_list on Query @refetchable(queryName: "ProductListsMoreQuery") {
    productLists(first: $first, after: $after) @connection(key: "ProductLists_productLists") {
      edges {
        node {
          id
          name
          createdAt
          campaign {
            id
            title
          }
          products {
            id
            ...Tiles_product
          }
        }
      }
    }
  }
`;

/** An agency's product lists, the newest first. */
export default function ProductLists() {
  const root = useLazyLoadQuery<ProductListsQuery>(WANTED, { first: PAGE }, { fetchPolicy: "store-and-network" });
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<ProductListsQuery, ProductLists_list$key>(
    LIST,
    root,
  );
  const rows = data.productLists?.edges.map(({ node }) => node) ?? [];
  if (rows.length === 0) return <Empty icon="bag" words={t.collaborations.noLists} />;
  return (
    <Endless
      label={t.collaborations.tabs.lists}
      rows={rows}
      keyOf={({ id }) => id}
      height={200}
      more={{ hasNext, isLoadingNext, loadNext }}
      page={PAGE}
    >
      {(row) => <Row list={row} />}
    </Endless>
  );
}

type List = NonNullable<ProductLists_list$data["productLists"]>["edges"][number]["node"];

function Row({ list: { id, name, createdAt, campaign, products } }: { list: List }) {
  const [asking, setAsking] = useState(false);
  const { act, busy, refusal } = useAct<ProductListsDeleteMutation>(DELETE);
  const remove = () =>
    act({ input: { productListId: id } }, undefined, (store) => {
      if (!store.getRootField("deleteProductList")?.getValue("productListId")) return;
      const lists = ConnectionHandler.getConnection(store.getRoot(), "ProductLists_productLists");
      if (lists) ConnectionHandler.deleteNode(lists, id);
    });
  return (
    <article className="entry" aria-label={name}>
      <div className="about">
        <h3>{name}</h3>
        <p className="line">
          {campaign && <span>{campaign.title}</span>}
          <span>{t.card.products(products.length)}</span>
          <time dateTime={createdAt} title={exactly(createdAt)}>
            {t.collaborations.madeAt(when(createdAt))}
          </time>
        </p>
      </div>
      <div className="doing">
        <Button className="bare danger" onPress={() => setAsking(true)} aria-label={t.collaborations.deleteOne(name)}>
          {t.collaborations.delete}
        </Button>
      </div>
      <Tiles products={products} />
      {asking && (
        <Confirm
          title={t.collaborations.deleteOne(name)}
          words={t.collaborations.deleteHint}
          yes={t.collaborations.delete}
          busy={busy}
          refusal={refusal}
          onYes={remove}
          onClose={() => setAsking(false)}
        />
      )}
    </article>
  );
}

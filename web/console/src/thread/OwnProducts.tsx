import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { OwnProductsQuery } from "../__generated__/OwnProductsQuery.graphql";
import type { OwnProducts_list$key } from "../__generated__/OwnProducts_list.graphql";
import { t } from "../texts";
import { More, PAGE } from "../ui/More";
import type { Attachment } from "./attached";
import { Choices } from "./Choices";

const PRODUCTS = graphql`
  query OwnProductsQuery($query: String, $first: Int!, $after: String) {
    ...OwnProducts_list
  }
`;

const LIST = graphql`
  fragment OwnProducts_list on Query @refetchable(queryName: "OwnProductsMoreQuery") {
    products(query: $query, first: $first, after: $after) @connection(key: "OwnProducts_products", filters: ["query"]) {
      edges {
        node {
          id
          title
          imageUrl
          state
          price {
            amount
            currency
          }
        }
      }
    }
  }
`;

/** A seller's products, the newest first. */
export function OwnProducts({ query, onChoose }: { query: string; onChoose(it: Attachment): void }) {
  const root = useLazyLoadQuery<OwnProductsQuery>(
    PRODUCTS,
    { query: query || null, first: PAGE },
    { fetchPolicy: "store-and-network" },
  );
  const { data, ...pages } = usePaginationFragment<OwnProductsQuery, OwnProducts_list$key>(LIST, root);
  const products = data.products?.edges.map(({ node }) => node) ?? [];
  return (
    <Choices products={products} onChoose={(chosen) => onChoose({ kind: "products", products: chosen })}>
      <More pages={pages} words={t.thread.showMore} />
    </Choices>
  );
}

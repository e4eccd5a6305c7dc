import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { ofShopQuery } from "../__generated__/ofShopQuery.graphql";
import type { ofShopMoreQuery } from "../__generated__/ofShopMoreQuery.graphql";
import type { ofShop_products$key } from "../__generated__/ofShop_products.graphql";
import { PAGE } from "../ui/More";

const WANTED = graphql`
  query ofShopQuery($handle: String!, $query: String, $first: Int!, $after: String) {
    account(handle: $handle) {
      id
      ... on Seller @alias(as: "shop") {
        ...ofShop_products
      }
    }
  }
`;

const PRODUCTS = graphql`
  fragment ofShop_products on Seller @refetchable(queryName: "ofShopMoreQuery") {
    products(query: $query, first: $first, after: $after) @connection(key: "ofShop_products", filters: ["query"]) {
      edges {
        node {
          id
          title
          imageUrl
          commission
          samplesOffered
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

/** What a shop sells now, of what is looked for: as far as it was asked for, and how to ask for more. */
export function useProductsOfShop(handle: string, query: string) {
  const { account } = useLazyLoadQuery<ofShopQuery>(
    WANTED,
    { handle, query: query.trim() || null, first: PAGE },
    { fetchPolicy: "store-and-network" },
  );
  const { data, ...pages } = usePaginationFragment<ofShopMoreQuery, ofShop_products$key>(
    PRODUCTS,
    account?.shop ?? null,
  );
  const products = data?.products.edges.map(({ node }) => node) ?? [];
  return { products: products.filter(({ state }) => state === "ACTIVE"), pages };
}

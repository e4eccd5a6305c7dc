import { Button } from "react-aria-components";
import { graphql, useFragment, usePaginationFragment } from "react-relay";
import type { SideShop_products$key } from "../__generated__/SideShop_products.graphql";
import type { SideShop_seller$key } from "../__generated__/SideShop_seller.graphql";
import type { SideShopMoreQuery } from "../__generated__/SideShopMoreQuery.graphql";
import { money, t } from "../texts";
import { Section } from "./Section";
import { FigureLine } from "./SideFigures";

const words = t.side;
const PAGE = 6;

const PRODUCTS = graphql`
  fragment SideShop_products on Seller
  @argumentDefinitions(first: { type: "Int", defaultValue: 6 }, after: { type: "String" })
  @refetchable(queryName: "SideShopMoreQuery") {
    products(first: $first, after: $after) @connection(key: "SideShop_products") {
      edges {
        node {
          id
          title
          state
          commission
          price {
            amount
            currency
          }
        }
      }
    }
  }
`;

/** What a creator sees of a shop: its figures, and what it offers. */
export function SideShop({ shop }: { shop: SideShop_seller$key }) {
  const it = useFragment(
    graphql`
      fragment SideShop_seller on Seller {
        stats {
          affiliateGmv30d {
            value {
              amount
              currency
            }
            takenAt
            stale
          }
        }
        ...SideShop_products
      }
    `,
    shop,
  );
  return (
    <>
      {it.stats.affiliateGmv30d && (
        <Section name="figures" title={words.figures}>
          <dl className="known-facts">
            <FigureLine name={words.figure.affiliateGmv30d} figure={it.stats.affiliateGmv30d} />
          </dl>
        </Section>
      )}
      <Section name="products" title={words.products}>
        <Products shop={it} />
      </Section>
    </>
  );
}

function Products({ shop }: { shop: SideShop_products$key }) {
  const { data, loadNext, hasNext, isLoadingNext } = usePaginationFragment<SideShopMoreQuery, SideShop_products$key>(
    PRODUCTS,
    shop,
  );
  const products = data.products.edges.map(({ node }) => node);
  if (products.length === 0) return <p className="side-faint">{words.noProducts}</p>;
  return (
    <>
      <ul className="side-goods" aria-label={words.products}>
        {products.map(({ id, title, state, commission, price }) => (
          <li key={id}>
            <span>{title}</span>
            <span>{money(price)}</span>
            <small>
              {[
                commission && words.earn(commission),
                state === "OUT_OF_STOCK" && words.outOfStock,
                state === "INACTIVE" && words.inactive,
              ]
                .filter(Boolean)
                .join(" · ")}
            </small>
          </li>
        ))}
      </ul>
      {hasNext && (
        <Button isDisabled={isLoadingNext} onPress={() => loadNext(PAGE)}>
          {words.moreProducts}
        </Button>
      )}
    </>
  );
}

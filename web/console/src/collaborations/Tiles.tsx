import { graphql, useFragment } from "react-relay";
import type { Tiles_product$key } from "../__generated__/Tiles_product.graphql";
import { money, t } from "../texts";
import { Tile } from "../ui/Tile";

const PRODUCT = graphql`
  fragment Tiles_product on Product @relay(plural: true) {
    id
    title
    imageUrl
    commission
    price {
      amount
      currency
    }
  }
`;

/** Some products, small, as they are today. */
export function Tiles({ products }: { products: Tiles_product$key }) {
  const shown = useFragment(PRODUCT, products);
  return (
    <ul className="tiles">
      {shown.map(({ id, title, imageUrl, commission, price }) => (
        <li key={id}>
          <Tile title={title} url={imageUrl} small />
          <span>
            {title}
            <small>
              {money(price)}
              {commission && ` · ${t.card.commission(commission)}`}
            </small>
          </span>
        </li>
      ))}
    </ul>
  );
}

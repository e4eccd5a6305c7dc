import { graphql } from "relay-runtime";

/** A product of a card, as it was when the card was sent. */
export const CARD_ITEM = graphql`
  fragment item_product on CardProduct @inline {
    title
    added
    commission
    product {
      id
    }
    price {
      amount
      currency
    }
  }
`;

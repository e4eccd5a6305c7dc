import { graphql } from "relay-runtime";
import type { item_product$data } from "../__generated__/item_product.graphql";

/** A product of a card: as it was when the card was sent, beside the product of today. */
export const CARD_ITEM = graphql`
  fragment item_product on CardProduct @inline {
    title
    added
    addedAt
    commission
    price {
      amount
      currency
    }
    product {
      id
      title
      imageUrl
      state
      samplesOffered
      price {
        amount
        currency
      }
    }
  }
`;

export type Item = item_product$data;

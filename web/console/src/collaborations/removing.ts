import { graphql } from "react-relay";
import type { removingMutation } from "../__generated__/removingMutation.graphql";
import { useAct } from "../ui/useAct";

/** Take products out of the showcase. */
export const useRemoving = () =>
  useAct<removingMutation>(graphql`
    mutation removingMutation($input: RemoveFromShowcaseInput!) {
      removeFromShowcase(input: $input) {
        __typename
        ... on RemoveFromShowcaseSuccess {
          removedProductIds
        }
        ... on Problem {
          code
          detail
          retryAt
        }
      }
    }
  `);

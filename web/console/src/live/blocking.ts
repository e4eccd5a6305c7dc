import { graphql } from "relay-runtime";

export const UNBLOCK = graphql`
  mutation blockingUndoMutation($input: BlockInput!) {
    unblockAccount(input: $input) {
      __typename
      ... on BlockSuccess {
        account {
          id
          blockedByViewer
        }
      }
      ... on Problem {
        code
        detail
        retryAt
      }
    }
  }
`;

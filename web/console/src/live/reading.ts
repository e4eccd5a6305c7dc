import { graphql } from "relay-runtime";

/** Mark conversations as read, up to 20 at once. */
export const READ = graphql`
  mutation readingMutation($input: MarkReadInput!) {
    markRead(input: $input) {
      __typename
      ... on MarkReadSuccess {
        conversations {
          id # the events tell the rest, in their order
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

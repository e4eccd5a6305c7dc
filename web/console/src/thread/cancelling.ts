import { graphql } from "relay-runtime";

/** Let what was scheduled not go. */
export const CANCEL = graphql`
  mutation cancellingMutation($input: CancelScheduledMessageInput!) {
    cancelScheduledMessage(input: $input) {
      __typename
      ... on ScheduledMessageSuccess {
        scheduledMessage {
          id
          status
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

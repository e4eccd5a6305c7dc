import { graphql } from "relay-runtime";

/** Invite creators into a target collaboration. Who was invited before is not told again, and the answer has it. */
export const INVITE = graphql`
  mutation invitingMutation($input: InviteCreatorsInput!) {
    inviteCreators(input: $input) {
      __typename
      ... on InviteCreatorsSuccess {
        outcomes {
          creatorId
          status
          invitation {
            id
            status
          }
          problem {
            __typename
            detail
          }
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

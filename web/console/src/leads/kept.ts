import { graphql } from "react-relay";
import type { keptUnmarkMutation } from "../__generated__/keptUnmarkMutation.graphql";
import type { keptUpdateMutation } from "../__generated__/keptUpdateMutation.graphql";
import { useAct } from "../ui/useAct";

/** Change where one stands with a lead, or what is noted of it; a note of null is none. */
export const useUpdateLead = () =>
  useAct<keptUpdateMutation>(graphql`
    mutation keptUpdateMutation($input: UpdateLeadInput!) {
      updateLead(input: $input) {
        __typename
        ... on LeadSuccess {
          lead {
            id
            status
            note
          }
        }
        ... on Problem {
          code
          detail
          retryAt
        }
      }
    }
  `);

/** A creator is no lead any more. From the lists of the pool the event takes it. */
export const useUnmarkLead = () =>
  useAct<keptUnmarkMutation>(graphql`
    mutation keptUnmarkMutation($input: LeadCreatorInput!) {
      unmarkLead(input: $input) {
        __typename
        ... on LeadSuccess {
          creator {
            ...SideLead_creator
          }
        }
        ... on Problem {
          code
          detail
          retryAt
        }
      }
    }
  `);

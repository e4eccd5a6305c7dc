import { useCallback } from "react";
import { graphql } from "react-relay";
import { useLocation } from "wouter";
import type { EntryPoint, talkMutation } from "../__generated__/talkMutation.graphql";
import { useAct } from "../ui/useAct";

/** Open the conversation with somebody, from where they were found; it sends nothing. */
export function useTalk(entryPoint: EntryPoint) {
  const [, go] = useLocation();
  const { act, busy, refusal } = useAct<talkMutation>(graphql`
    mutation talkMutation($input: StartConversationInput!) {
      startConversation(input: $input) {
        __typename
        ... on StartConversationSuccess {
          conversation {
            id
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
  const talk = useCallback(
    (accountId: string, then?: () => void) =>
      act({ input: { accountId, entryPoint } }, ({ startConversation: { conversation } }) => {
        then?.();
        if (conversation) go(`/c/${conversation.id}`);
      }),
    [act, go, entryPoint],
  );
  return { talk, busy, refusal };
}

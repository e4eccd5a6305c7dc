import { useCallback, useRef } from "react";
import { graphql, useMutation } from "react-relay";
import type { readMutation } from "../__generated__/readMutation.graphql";
import type { Row } from "./rows";

/** Says that somebody has read up to a message that was in view; nothing where that is known. */
export function useRead(unread: boolean, readUpTo: number, last: number): (row: Row) => void {
  const [commit] = useMutation<readMutation>(graphql`
    mutation readMutation($input: MarkReadInput!) {
      markRead(input: $input) {
        __typename
        ... on MarkReadSuccess {
          conversations {
            id # the event tells the rest, in its order
          }
        }
      }
    }
  `);
  const told = useRef(0);
  return useCallback(
    (row) => {
      if (row.kind !== "message" || !unread) return;
      const { sequence } = row.message;
      const further = sequence > Math.max(readUpTo, told.current);
      // One that was marked as unread by hand is read once its end is in view.
      if (!further && (sequence < last || told.current === last)) return;
      told.current = sequence;
      commit({
        variables: { input: { upToMessageId: row.id } },
        onError() {
          told.current = 0; // it is said again at the next look
        },
      });
    },
    [commit, unread, readUpTo, last],
  );
}

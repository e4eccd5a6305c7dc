import { useCallback, useEffect, useRef } from "react";
import { useRelayEnvironment } from "react-relay";
import { commitMutation, graphql } from "relay-runtime";
import type { readMutation } from "../__generated__/readMutation.graphql";
import type { Row } from "./rows";

const AGAIN = 3_000;

const READ = graphql`
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
`;

/** Says that somebody has read up to a message that was in view, until that is known; nothing where it is. */
export function useRead(unread: boolean, readUpTo: number, last: number): (row: Row) => void {
  const environment = useRelayEnvironment();
  const told = useRef(0);
  const again = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(again.current), []);
  return useCallback(
    (row) => {
      if (row.kind !== "message" || !unread) return;
      const { sequence } = row.message;
      const further = sequence > Math.max(readUpTo, told.current);
      // One that was marked as unread by hand is read once its end is in view.
      if (!further && (sequence < last || told.current === last)) return;
      told.current = sequence;
      const tell = () =>
        commitMutation<readMutation>(environment, {
          mutation: READ,
          variables: { input: { upToMessageId: row.id } },
          onError() {
            clearTimeout(again.current);
            again.current = setTimeout(() => told.current === sequence && tell(), AGAIN);
          },
        });
      tell();
    },
    [environment, unread, readUpTo, last],
  );
}

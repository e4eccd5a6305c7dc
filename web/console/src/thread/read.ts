import { useCallback, useEffect, useRef } from "react";
import { useRelayEnvironment } from "react-relay";
import { commitMutation, graphql } from "relay-runtime";
import type { readMutation } from "../__generated__/readMutation.graphql";
import { Refused } from "../live/environment";
import type { Row } from "./rows";

const AGAIN = 3_000;
const SELDOM = 60_000;

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

// As long as the server says; else soon at first.
function waitFor(fault: Error, tries: number): number {
  const rest = fault instanceof Refused ? (fault.retryAfter ?? 0) * 1000 : 0;
  return Math.max(rest, Math.min(AGAIN * 2 ** tries, SELDOM));
}

/** Says how far somebody has read, by a message that was in view, until that is known or refused. */
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
      const tell = (tries: number) =>
        commitMutation<readMutation>(environment, {
          mutation: READ,
          variables: { input: { upToMessageId: row.id } },
          onError(fault) {
            if (fault instanceof Refused && !fault.passes) return;
            clearTimeout(again.current);
            again.current = setTimeout(() => told.current === sequence && tell(tries + 1), waitFor(fault, tries));
          },
        });
      tell(0);
    },
    [environment, unread, readUpTo, last],
  );
}

import { useEffect, useState } from "react";
import { graphql, useRelayEnvironment } from "react-relay";
import type { IEnvironment } from "relay-runtime";
import type { cancellingMutation } from "../__generated__/cancellingMutation.graphql";
import type { schedulingMutation } from "../__generated__/schedulingMutation.graphql";
import { commit } from "../live/commit";
import { useLine } from "../live/context";
import { fresh } from "../live/ids";
import type { Said } from "../live/outbox";
import { upload } from "../live/upload";
import { refused, type Refusal } from "../ui/useAct";
import { CANCEL } from "./cancelling";

const SCHEDULE = graphql`
  mutation schedulingMutation($input: ScheduleMessageInput!) {
    scheduleMessage(input: $input) {
      __typename
      ... on ScheduledMessageSuccess {
        scheduledMessage {
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
`;

/** A message that is to be scheduled. */
interface Part extends Said {
  made: string; // the client's own: however often it is asked for, it is one (MSG-2)
  scheduled: string | null; // its id, once it is
}

/** Schedules all for a time: why one of them was refused, or null. It throws where it was left, or nobody answered. */
export type Schedule = (at: string) => Promise<Refusal | null>;

/**
 * Of all tries: each is one message, its picture is uploaded once, and what has been scheduled is not again.
 *
 * Whoever leaves before all are scheduled has scheduled none: what was is taken back, and what is under way will be.
 */
export function useScheduling(conversation: string, said: readonly Said[]): { schedule: Schedule; left: AbortSignal } {
  const { line } = useLine();
  const environment = useRelayEnvironment();
  const [parts] = useState(() => said.map((one): Part => ({ ...one, made: fresh(), scheduled: null })));
  const [leaving] = useState(() => new AbortController());
  const left = leaving.signal;
  useEffect(
    () => () => {
      leaving.abort();
      if (parts.some(({ scheduled }) => scheduled === null)) parts.forEach((one) => takeBack(environment, one));
    },
    [environment, leaving, parts],
  );
  async function schedule(at: string): Promise<Refusal | null> {
    for (const one of parts.filter(({ scheduled }) => scheduled === null)) {
      left.throwIfAborted();
      if (one.file) {
        const mediaId = await upload(line.headers, one.file, () => undefined, left);
        one.content = { media: { ...one.content.media, mediaId } };
        delete one.file;
        left.throwIfAborted();
      }
      const sendAt = new Date(at).toISOString();
      const input = { conversationId: conversation, content: one.content, sendAt, clientMutationId: one.made };
      const answer = await commit<schedulingMutation>(environment, SCHEDULE, { input });
      one.scheduled = answer.scheduleMessage.scheduledMessage?.id ?? null;
      if (left.aborted) takeBack(environment, one);
      if (one.scheduled !== null) continue;
      one.made = fresh(); // another time is another request
      return refused(answer);
    }
    left.throwIfAborted();
    return null;
  }
  return { schedule, left };
}

/** Where nobody answers it stays scheduled: it is shown above where one writes, and can be cancelled there. */
function takeBack(environment: IEnvironment, { scheduled }: Part): void {
  if (scheduled === null) return;
  const input = { scheduledMessageId: scheduled };
  commit<cancellingMutation>(environment, CANCEL, { input }).catch(() => undefined);
}

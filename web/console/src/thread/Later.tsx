import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useMutation } from "react-relay";
import type { LaterMutation, ScheduleMessageInput } from "../__generated__/LaterMutation.graphql";
import { useLine } from "../live/context";
import { fresh } from "../live/ids";
import type { Said } from "../live/outbox";
import { upload } from "../live/upload";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Refused } from "../ui/Refused";
import { refused, type Refusal } from "../ui/useAct";
import { local, Times } from "./Times";
import "./scheduled.css";

const SCHEDULE = graphql`
  mutation LaterMutation($input: ScheduleMessageInput!) {
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

interface LaterProps {
  conversation: string;
  said: readonly Said[];
  onClose(): void;
  onDone(): void;
}

// Why one of them was refused; null where all are scheduled.
type Schedule = (at: string) => Promise<Refusal | null>;

/** Of all tries: each is one message, its picture is uploaded once, and what has been scheduled is not again. */
function useScheduling(conversation: string, said: readonly Said[]): Schedule {
  const { line } = useLine();
  const [commit] = useMutation<LaterMutation>(SCHEDULE);
  const [kept] = useState(() => said.map((one) => ({ ...one, made: fresh(), done: false })));
  const ask = (input: ScheduleMessageInput) =>
    new Promise<Refusal | null>((done, fail) =>
      commit({ variables: { input }, onCompleted: (answer) => done(refused(answer)), onError: fail }),
    );
  return async (at) => {
    for (const one of kept.filter(({ done }) => !done)) {
      if (one.file) {
        const mediaId = await upload(line.headers, one.file, () => undefined, new AbortController().signal);
        one.content = { media: { ...one.content.media, mediaId } };
        delete one.file;
      }
      const sendAt = new Date(at).toISOString();
      const input = { conversationId: conversation, content: one.content, sendAt, clientMutationId: one.made };
      const refusal = await ask(input);
      one.done = refusal === null;
      if (refusal === null) continue;
      one.made = fresh(); // another time is another request
      return refusal;
    }
    return null;
  };
}

/** When what is written is to go. */
export default function Later({ conversation, said, onClose, onDone }: LaterProps) {
  const [at, setAt] = useState(() => local(new Date(Date.now() + 3_600_000)));
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const schedule = useScheduling(conversation, said);
  async function press() {
    setBusy(true);
    const against = await schedule(at).catch((fault: Error) => ({ code: null, detail: fault.message, retryAt: null }));
    setBusy(false);
    setRefusal(against);
    if (against === null) onDone();
  }
  return (
    <Popup title={t.thread.later} onClose={onClose}>
      {said.map((one, place) => (
        <p key={place} className="words">
          {one.text || one.titles?.join(", ") || one.file?.name}
        </p>
      ))}
      <Times at={at} onChange={setAt} />
      <Refused refusal={refusal} />
      <div className="buttons">
        <Button onPress={onClose}>{t.cancel}</Button>
        <Button className="primary" isDisabled={busy || !at} onPress={() => void press()}>
          {t.thread.schedule}
        </Button>
      </div>
    </Popup>
  );
}

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

/** When what is written is to go. */
export default function Later({ conversation, said, onClose, onDone }: LaterProps) {
  const { line } = useLine();
  const [at, setAt] = useState(() => local(new Date(Date.now() + 3_600_000)));
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // Of all tries: each is one message, and a picture is uploaded once.
  const [kept] = useState(() => said.map((one) => ({ ...one, made: fresh() })));
  const [commit] = useMutation<LaterMutation>(SCHEDULE);

  const ask = (input: ScheduleMessageInput) =>
    new Promise<Refusal | null>((done, fail) =>
      commit({ variables: { input }, onCompleted: (answer) => done(refused(answer)), onError: fail }),
    );

  async function schedule() {
    setBusy(true);
    setRefusal(null);
    try {
      for (const one of kept) {
        if (one.file) {
          const mediaId = await upload(line.headers, one.file, () => undefined, new AbortController().signal);
          one.content = { media: { ...one.content.media, mediaId } };
          delete one.file;
        }
        const against = await ask({
          conversationId: conversation,
          content: one.content,
          sendAt: new Date(at).toISOString(),
          clientMutationId: one.made,
        });
        if (against) {
          one.made = fresh(); // another time is another request
          setRefusal(against);
          return;
        }
      }
      onDone();
    } catch (fault) {
      setRefusal({ code: null, detail: (fault as Error).message, retryAt: null });
    } finally {
      setBusy(false);
    }
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
        <Button className="primary" isDisabled={busy || !at} onPress={() => void schedule()}>
          {t.thread.schedule}
        </Button>
      </div>
    </Popup>
  );
}

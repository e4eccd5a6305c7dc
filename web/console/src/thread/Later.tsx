import { useState } from "react";
import { Button } from "react-aria-components";
import type { Said } from "../live/outbox";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Refused } from "../ui/Refused";
import type { Refusal } from "../ui/useAct";
import "./scheduled.css";
import { useScheduling } from "./scheduling";
import { local, Times } from "./Times";

interface LaterProps {
  conversation: string;
  said: readonly Said[];
  onClose(): void;
  onDone(): void;
}

/** When what is written is to go. */
export default function Later({ conversation, said, onClose, onDone }: LaterProps) {
  const [at, setAt] = useState(() => local(new Date(Date.now() + 3_600_000)));
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { schedule, left } = useScheduling(conversation, said);
  async function press() {
    setBusy(true);
    const against = await schedule(at).catch((fault: Error) => ({ code: null, detail: fault.message, retryAt: null }));
    if (left.aborted) return; // what is written by now is something else
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
        <Button className="primary" isDisabled={!at} isPending={busy} onPress={() => void press()}>
          {t.thread.schedule}
        </Button>
      </div>
    </Popup>
  );
}

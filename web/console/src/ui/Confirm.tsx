import { Button } from "react-aria-components";
import { t } from "../texts";
import { Popup } from "./Dialog";
import { Refused } from "./Refused";
import type { Refusal } from "./useAct";

interface ConfirmProps {
  title: string;
  words: string;
  /** What the button says that does it. */
  yes: string;
  busy: boolean;
  refusal: Refusal | null;
  onYes(): void;
  onClose(): void;
}

/** Asks once more before something is done. For what is loaded lazily. */
export function Confirm({ title, words, yes, busy, refusal, onYes, onClose }: ConfirmProps) {
  return (
    <Popup title={title} onClose={onClose}>
      <p>{words}</p>
      <Refused refusal={refusal} />
      <div className="buttons">
        <Button onPress={onClose}>{t.cancel}</Button>
        <Button className="primary" isDisabled={busy} onPress={onYes}>
          {yes}
        </Button>
      </div>
    </Popup>
  );
}

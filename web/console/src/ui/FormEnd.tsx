import { Button } from "react-aria-components";
import { t } from "../texts";
import { Refused } from "./Refused";
import type { Refusal } from "./useAct";

interface FormEndProps {
  /** What the button says that sends the form. */
  yes: string;
  busy: boolean;
  refusal: Refusal | null;
  onClose(): void;
  /** Said beside the buttons. */
  hint?: string;
}

/** The end of a form in a dialog: why it was refused, and the buttons that leave it and send it. */
export function FormEnd({ yes, busy, refusal, onClose, hint }: FormEndProps) {
  return (
    <>
      <Refused refusal={refusal} />
      <div className="buttons">
        {hint && <span className="hint">{hint}</span>}
        <Button onPress={onClose}>{t.cancel}</Button>
        <Button type="submit" className="primary" isDisabled={busy}>
          {yes}
        </Button>
      </div>
    </>
  );
}

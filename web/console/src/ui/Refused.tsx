import { exactly, t } from "../texts";
import type { Refusal } from "./useAct";

/** Why it was not done, and when it goes on; nothing where it was done. */
export function Refused({ refusal }: { refusal: Refusal | null }) {
  if (refusal === null) return null;
  return (
    <p role="alert" className="refused">
      {refusal.detail} {refusal.retryAt !== null && t.goesOn(exactly(refusal.retryAt))}
    </p>
  );
}

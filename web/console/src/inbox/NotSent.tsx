import { useRefused } from "../live/context";
import { t } from "../texts";

/** A mark where something was refused that was written, in one conversation or in any: it waits there for a hand. */
export function NotSent({ conversation }: { conversation?: string }) {
  if (!useRefused(conversation)) return null;
  return (
    <span className="badge" data-tone="bad" role="img" aria-label={t.inbox.notSent} title={t.inbox.notSent}>
      !
    </span>
  );
}

import { useRefused } from "../live/context";
import { t } from "../texts";

/** A mark where something that was written was refused, in one conversation or in any: it waits there to be tried again or let go. */
export function NotSent({ conversation }: { conversation?: string }) {
  if (!useRefused(conversation)) return null;
  return (
    <span className="badge" data-tone="bad" role="img" aria-label={t.inbox.notSent} title={t.inbox.notSent}>
      !
    </span>
  );
}

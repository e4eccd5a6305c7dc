import { t } from "../texts";

/** What is shown until there is something to show. */
export function Waiting() {
  return (
    <p className="waiting" role="status">
      {t.loading}
    </p>
  );
}

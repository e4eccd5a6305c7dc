import { graphql, useFragment } from "react-relay";
import type { Progress_bulk$key } from "../__generated__/Progress_bulk.graphql";
import { t } from "../texts";

export const TONES = {
  RUNNING: undefined,
  WAITING: "warn",
  PAUSED: "warn",
  FINISHED: "good",
  CANCELLED: "quiet",
} as const;
const PARTS = ["sent", "waiting", "skipped", "refused"] as const;

const BULK = graphql`
  fragment Progress_bulk on BulkMessage {
    counts {
      total
      pending
      waiting
      sent
      skipped
      refused
    }
  }
`;

/** How far a bulk message is: a bar of what became of all whom it is for, and the same in numbers. */
export function Progress({ bulk, legend }: { bulk: Progress_bulk$key; legend?: boolean }) {
  const { counts } = useFragment(BULK, bulk);
  const done = counts.total - counts.pending - counts.waiting;
  return (
    <div className="progress">
      <div
        className="bar"
        role="progressbar"
        aria-label={t.bulk.progress}
        aria-valuemin={0}
        aria-valuemax={counts.total}
        aria-valuenow={done}
        aria-valuetext={t.bulk.sentOf(counts.sent, counts.total)}
      >
        {PARTS.map((part) => (
          <span key={part} data-part={part} style={{ flexGrow: counts[part] }} />
        ))}
        <span style={{ flexGrow: counts.pending }} />
      </div>
      {legend ? (
        <ul className="legend">
          {PARTS.map((part) => (
            <li key={part} data-part={part}>
              <strong>{counts[part]}</strong> {t.bulk.parts[part]}
            </li>
          ))}
          <li>
            <strong>{counts.pending}</strong> {t.bulk.parts.pending}
          </li>
        </ul>
      ) : (
        <small>{t.bulk.sentOf(counts.sent, counts.total)}</small>
      )}
    </div>
  );
}

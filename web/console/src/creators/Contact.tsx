import { graphql, useFragment } from "react-relay";
import type { Contact_check$data, Contact_check$key } from "../__generated__/Contact_check.graphql";
import { exactly, t } from "../texts";
import { useViewer } from "../viewer";

const words = t.creators.contact;

/** What a message to a creator costs now, or why none can be sent: a chip, and beside it what there is to know of it. */
export function Contact({ check }: { check: Contact_check$key }) {
  const it = useFragment(
    graphql`
      fragment Contact_check on ContactCheck {
        cost
        connected
        remaining
        problem {
          __typename
          code
          detail
          retryAt
        }
      }
    `,
    check,
  );
  const seller = useViewer().account.kind === "SELLER";
  const { problem } = it;
  return (
    <span className="contact">
      <span className="chip" data-tone={TONES[it.cost]}>
        {said(it, seller)}
      </span>
      {problem ? (
        <small>
          {problem.detail} {problem.retryAt && t.goesOn(exactly(problem.retryAt))}
        </small>
      ) : (
        typeof it.remaining === "number" && <small>{words.remaining(it.remaining)}</small>
      )}
    </span>
  );
}

const TONES = { FREE: "good", ONE_UNIT: "warn", REFUSED: "bad" } as const;

// Agencies spend no quota: to them it is free, or it is refused.
function said({ cost, connected, problem }: Contact_check$data, seller: boolean): string {
  if (cost === "REFUSED") return words.refused[problem?.code ?? ""] ?? words.notNow;
  if (cost === "ONE_UNIT") return words.oneUnit;
  if (!seller) return words.free;
  return connected ? words.connected : words.counted;
}

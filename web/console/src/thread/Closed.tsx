import { useEffect } from "react";
import { Button } from "react-aria-components";
import { graphql, useRelayEnvironment } from "react-relay";
import { fetchQuery } from "relay-runtime";
import type { blockingUndoMutation } from "../__generated__/blockingUndoMutation.graphql";
import type { ClosedQuery } from "../__generated__/ClosedQuery.graphql";
import type { Composer_side$data } from "../__generated__/Composer_side.graphql";
import { UNBLOCK } from "../live/blocking";
import { usePending } from "../live/context";
import { exactly, t } from "../texts";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";

type Check = Composer_side$data["canSend"];

/** How many messages go before a reply is needed, where there is a limit. */
export function Left({ remaining }: { remaining: number | null }) {
  if (remaining === null) return null;
  return (
    <p className="remaining">
      <span className="chip" data-tone={remaining > 1 ? "quiet" : "warn"}>
        <Icon name="clock" /> {t.thread.remaining(remaining)}
      </span>
    </p>
  );
}

interface ClosedProps {
  conversation: string;
  account: string; // the counterpart's
  check: Check;
  name: string;
}

/** Why nothing can be sent, when it goes on, and what one can do about it. */
export function Closed({ conversation, account, check, name }: ClosedProps) {
  const { allowed, problem } = check;
  const retryAt = problem?.retryAt ?? null;
  useChecked(conversation, retryAt);
  if (allowed || !problem) return null;
  return (
    <div className="closed" data-code={problem.code} aria-live="polite">
      <Icon name={problem.code === "BLOCKED" || problem.code === "YOU_BLOCKED_THEM" ? "block" : "clock"} />
      <p>
        <strong>{words(problem, name)}</strong> {retryAt !== null && t.goesOn(exactly(retryAt))}
      </p>
      {problem.code === "YOU_BLOCKED_THEM" && <Unblock account={account} />}
    </div>
  );
}

function words(problem: NonNullable<Check["problem"]>, name: string): string {
  const { limit = 0, followers = 0 } = problem;
  switch (problem.__typename) {
    case "AwaitingReply":
      return t.thread.awaitingReply(name, limit);
    case "QuotaExhausted":
      return t.thread.quotaExhausted(limit);
    case "FollowerLimit":
      return t.thread.followerLimit(name, limit, followers);
    case "YouBlockedThem":
      return t.thread.youBlocked(name);
    case "RecipientUnavailable":
      return t.thread.recipientUnavailable(name);
    default:
      return problem.detail; // also what later versions refuse; a block's words are fixed by the rules
  }
}

function Unblock({ account }: { account: string }) {
  const { act, busy, refusal } = useAct<blockingUndoMutation>(UNBLOCK);
  return (
    <>
      <Button isDisabled={busy} onPress={() => act({ input: { accountId: account } })}>
        {t.thread.unblock}
      </Button>
      <Refused refusal={refusal} />
    </>
  );
}

const CHECK = graphql`
  query ClosedQuery($id: ID!) {
    node(id: $id) {
      ... on Conversation @alias(as: "conversation") {
        ...Composer_side
      }
    }
  }
`;

/** What time, or a quota spent elsewhere, changed no event tells: it is asked for at first, when due, when refused. */
function useChecked(id: string, retryAt: string | null): void {
  const environment = useRelayEnvironment();
  const refused = usePending().filter((one) => one.conversation === id && one.problem !== null).length;
  useEffect(() => {
    const check = () => fetchQuery<ClosedQuery>(environment, CHECK, { id }).subscribe({ error: () => undefined });
    const asked = check();
    const left = retryAt === null ? NaN : new Date(retryAt).getTime() - Date.now();
    const due = left > 0 && left < 2 ** 31 - 2_000 ? setTimeout(check, left + 1_000) : undefined;
    return () => {
      asked.unsubscribe();
      clearTimeout(due);
    };
  }, [environment, id, retryAt, refused]);
}

import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import type { GoesOnCancelMutation } from "../__generated__/GoesOnCancelMutation.graphql";
import type { GoesOnResumeMutation } from "../__generated__/GoesOnResumeMutation.graphql";
import type { GoesOn_bulk$data, GoesOn_bulk$key } from "../__generated__/GoesOn_bulk.graphql";
import { exactly, t } from "../texts";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { useViewer } from "../viewer";

const BULK = graphql`
  fragment GoesOn_bulk on BulkMessage {
    id
    status
    autoResume
    resumesAt
  }
`;

// How it stands then, the event tells.
const CANCEL = graphql`
  mutation GoesOnCancelMutation($input: BulkMessageIdInput!) {
    cancelBulkMessage(input: $input) {
      __typename
      ... on BulkMessageSuccess {
        bulkMessage {
          id
        }
      }
      ... on Problem {
        code
        detail
        retryAt
      }
    }
  }
`;

const RESUME = graphql`
  mutation GoesOnResumeMutation($input: BulkMessageIdInput!) {
    resumeBulkMessage(input: $input) {
      __typename
      ... on BulkMessageSuccess {
        bulkMessage {
          id
        }
      }
      ... on Problem {
        code
        detail
        retryAt
      }
    }
  }
`;

/** Until when it waits and how it goes on, in words; cancelled, and resumed, by hand. Nothing once it is over. */
export function GoesOn({ bulk }: { bulk: GoesOn_bulk$key }) {
  const it = useFragment(BULK, bulk);
  const seller = useViewer().account.kind === "SELLER";
  const cancel = useAct<GoesOnCancelMutation>(CANCEL);
  const resume = useAct<GoesOnResumeMutation>(RESUME);
  const [resumed, setResumed] = useState(false);
  if (it.status === "FINISHED" || it.status === "CANCELLED") return null;
  const input = { bulkMessageId: it.id };
  const stands = it.status !== "RUNNING";
  return (
    <div className="bulk-goes-on">
      <p>
        {how(it, seller)} {/* It may stand where it stood: what it waits for is still to come. */}
        <span role="status">{stands && resumed && t.bulk.wentOn}</span>
      </p>
      <div className="buttons">
        {stands && (
          <Button
            className="primary"
            isDisabled={resume.busy}
            onPress={() => resume.act({ input }, () => setResumed(true))}
          >
            {t.bulk.resume}
          </Button>
        )}
        <Cancel busy={cancel.busy} onCancel={() => cancel.act({ input })} />
      </div>
      <Refused refusal={resume.refusal ?? cancel.refusal} />
    </div>
  );
}

// Agencies have no quota: theirs waits for nothing.
function how({ status, autoResume, resumesAt }: GoesOn_bulk$data, seller: boolean): string {
  const until = resumesAt ? exactly(resumesAt) : null;
  if (status === "WAITING") return t.bulk.waits(until);
  if (status === "PAUSED") return t.bulk.paused(until);
  return seller ? `${t.bulk.running} ${t.bulk.thenWaits(autoResume)}` : t.bulk.running;
}

/** What was sent stays sent, so it asks once more. */
function Cancel({ busy, onCancel }: { busy: boolean; onCancel(): void }) {
  const [sure, setSure] = useState(false);
  return (
    <Button
      className="danger"
      isDisabled={busy}
      onPress={() => (sure ? onCancel() : setSure(true))}
      onBlur={() => setSure(false)}
    >
      {sure ? t.bulk.cancelSure : t.bulk.cancel}
    </Button>
  );
}

import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql } from "react-relay";
import type { InvitationStepsAnswerMutation } from "../__generated__/InvitationStepsAnswerMutation.graphql";
import type { InvitationStepsWithdrawMutation } from "../__generated__/InvitationStepsWithdrawMutation.graphql";
import { t } from "../texts";
import { Confirm } from "../ui/Confirm";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";

const ANSWER = graphql`
  mutation InvitationStepsAnswerMutation($input: RespondToInvitationInput!) {
    respondToInvitation(input: $input) {
      __typename
      ... on InvitationSuccess {
        invitation {
          id
          ...Invited_invitation
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
const WITHDRAW = graphql`
  mutation InvitationStepsWithdrawMutation($input: WithdrawInvitationInput!) {
    withdrawInvitation(input: $input) {
      __typename
      ... on InvitationSuccess {
        invitation {
          id
          ...Invited_invitation
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

/** What this side may do with an invitation that stands: its creator answers it, its sender takes it back. */
export default function InvitationSteps({ id, status, mine }: { id: string; status: string; mine: boolean }) {
  if (mine) return <Withdraw id={id} />;
  return status === "PENDING" ? <Answer id={id} /> : null;
}

/** Adding a product accepts, too. */
function Answer({ id }: { id: string }) {
  const { act, busy, refusal } = useAct<InvitationStepsAnswerMutation>(ANSWER);
  const say = (accept: boolean) => act({ input: { invitationId: id, accept } });
  return (
    <>
      <div className="steps">
        <Button isDisabled={busy} onPress={() => say(true)}>
          {t.card.accept}
        </Button>
        <Button className="bare danger" isDisabled={busy} onPress={() => say(false)}>
          {t.card.decline}
        </Button>
      </div>
      <Refused refusal={refusal} />
    </>
  );
}

function Withdraw({ id }: { id: string }) {
  const [asking, setAsking] = useState(false);
  const { act, busy, refusal } = useAct<InvitationStepsWithdrawMutation>(WITHDRAW);
  return (
    <div className="steps">
      <Button onPress={() => setAsking(true)}>{t.card.withdraw}</Button>
      {asking && (
        <Confirm
          title={t.card.withdrawInvitation}
          words={t.card.withdrawHint}
          yes={t.card.withdraw}
          busy={busy}
          refusal={refusal}
          onYes={() => act({ input: { invitationId: id } }, () => setAsking(false))}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql } from "react-relay";
import type { LinkStepsAnswerMutation } from "../__generated__/LinkStepsAnswerMutation.graphql";
import { exactly, t } from "../texts";
import { Refused } from "../ui/Refused";
import { Tick } from "../ui/Tick";
import { useAct } from "../ui/useAct";
import { useViewer } from "../viewer";
import { AnswerChange, AnswerUnlink, RequestUnlink, Unlink, WithdrawLink } from "./LinkEnds";
import type { LinkData } from "./LinkTerms";
import { Propose } from "./Propose";

const ANSWER = graphql`
  mutation LinkStepsAnswerMutation($input: RespondToLinkInput!) {
    respondToLink(input: $input) {
      __typename
      ... on PartnershipSuccess {
        partnership {
          id
          ...LinkTerms_partnership
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

/** What was agreed to, and what this side may do with a link as it stands. */
export default function LinkSteps({ link }: { link: LinkData }) {
  const creator = useViewer().account.kind === "CREATOR";
  const live = link.status === "LINKED" || link.status === "UNLINK_REQUESTED";
  if (creator && link.status === "REQUESTED") return <Answer link={link} />;
  return (
    <>
      {link.agreements.some(({ acceptedAt }) => acceptedAt) &&
        link.agreements.map((one) => <Agreed key={one.id} agreement={one} />)}
      {creator && live && link.openChange && <AnswerChange change={link.openChange.id} />}
      <div className="steps">
        {creator && link.status === "LINKED" && <RequestUnlink link={link} />}
        {!creator && link.status === "REQUESTED" && <WithdrawLink link={link} />}
        {!creator && link.status === "UNLINK_REQUESTED" && <AnswerUnlink link={link} />}
        {!creator && live && link.openChange === null && <Propose link={link} />}
        {!creator && live && <Unlink link={link} />}
      </div>
    </>
  );
}

type Agreement = LinkData["agreements"][number];

function Agreed({ agreement }: { agreement: Agreement }) {
  const { kind, version, text, acceptedAt, acceptedBy } = agreement;
  return (
    <details className="agreement">
      <summary>{t.partnerships.agreement[kind]}</summary>
      <p>{text}</p>
      <small>
        {t.partnerships.version(version)}
        {acceptedAt && ` · ${t.partnerships.agreedBy(acceptedBy?.name ?? "", exactly(acceptedAt))}`}
      </small>
    </details>
  );
}

/** A link is accepted after its agreements, each for itself. */
function Answer({ link }: { link: LinkData }) {
  const [agreed, setAgreed] = useState<readonly string[]>([]);
  const { act, busy, refusal } = useAct<LinkStepsAnswerMutation>(ANSWER);
  const all = link.agreements.every(({ id }) => agreed.includes(id));
  const say = (accept: boolean) =>
    act({ input: { partnershipId: link.id, accept, agreementIds: accept ? agreed : [] } });
  return (
    <>
      {link.agreements.map((one) => (
        <div key={one.id} className="to-agree">
          <Agreed agreement={one} />
          <Tick
            on={agreed.includes(one.id)}
            onChange={(on) => setAgreed(on ? [...agreed, one.id] : agreed.filter((id) => id !== one.id))}
            disabled={busy}
          >
            {t.partnerships.agree(t.partnerships.agreement[one.kind])}
          </Tick>
        </div>
      ))}
      <div className="steps">
        <Button className="primary" isDisabled={busy || !all} onPress={() => say(true)}>
          {t.card.accept}
        </Button>
        <Button className="bare danger" isDisabled={busy} onPress={() => say(false)}>
          {t.card.decline}
        </Button>
      </div>
      {!all && <p className="hint">{t.partnerships.agreeFirst}</p>}
      <Refused refusal={refusal} />
    </>
  );
}

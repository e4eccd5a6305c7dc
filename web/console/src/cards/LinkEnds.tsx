import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql } from "react-relay";
import type { GraphQLTaggedNode } from "relay-runtime";
import type { LinkEndsAnswerMutation } from "../__generated__/LinkEndsAnswerMutation.graphql";
import type { LinkEndsChangeMutation } from "../__generated__/LinkEndsChangeMutation.graphql";
import type { LinkEndsUnlinkMutation } from "../__generated__/LinkEndsUnlinkMutation.graphql";
import { t } from "../texts";
import { Confirm } from "../ui/Confirm";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import type { LinkData } from "./LinkTerms";

const UNLINK = graphql`
  mutation LinkEndsUnlinkMutation($input: PartnershipIdInput!) {
    done: unlink(input: $input) {
      ...LinkEnds_done @relay(mask: false)
    }
  }
`;
const REQUEST = graphql`
  mutation LinkEndsRequestMutation($input: PartnershipIdInput!) {
    done: requestUnlink(input: $input) {
      ...LinkEnds_done @relay(mask: false)
    }
  }
`;
const WITHDRAW = graphql`
  mutation LinkEndsWithdrawMutation($input: PartnershipIdInput!) {
    done: withdrawLinkInvitation(input: $input) {
      ...LinkEnds_done @relay(mask: false)
    }
  }
`;
const ANSWER = graphql`
  mutation LinkEndsAnswerMutation($input: RespondToUnlinkInput!) {
    done: respondToUnlink(input: $input) {
      ...LinkEnds_done @relay(mask: false)
    }
  }
`;
const CHANGE = graphql`
  mutation LinkEndsChangeMutation($input: RespondToPartnershipChangeInput!) {
    respondToPartnershipChange(input: $input) {
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
/** What every step answers with. */
graphql`
  fragment LinkEnds_done on UnlinkResult {
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
`;

type Link = { link: LinkData };

/** A step that is confirmed first, and asks for the link only. */
function Step({
  link,
  mutation,
  label,
  title,
  words,
  danger,
}: Link & { mutation: GraphQLTaggedNode; label: string; title: string; words: string; danger?: boolean }) {
  const [asking, setAsking] = useState(false);
  const { act, busy, refusal } = useAct<LinkEndsUnlinkMutation>(mutation);
  return (
    <>
      <Button className={danger ? "bare danger" : undefined} onPress={() => setAsking(true)}>
        {label}
      </Button>
      {asking && (
        <Confirm
          title={title}
          words={words}
          yes={label}
          busy={busy}
          refusal={refusal}
          onYes={() => act({ input: { partnershipId: link.id } }, () => setAsking(false))}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

/** For agencies: end it at once. */
export const Unlink = ({ link }: Link) => (
  <Step
    link={link}
    mutation={UNLINK}
    label={t.partnerships.unlink}
    title={t.partnerships.unlinkTitle(link.creator.name)}
    words={t.partnerships.unlinkHint}
    danger
  />
);

/** For agencies: take back what was not answered. */
export const WithdrawLink = ({ link }: Link) => (
  <Step
    link={link}
    mutation={WITHDRAW}
    label={t.card.withdraw}
    title={t.partnerships.withdrawTitle}
    words={t.partnerships.withdrawHint(link.creator.name)}
  />
);

/** For creators: ask to be let go. */
export const RequestUnlink = ({ link }: Link) => (
  <Step
    link={link}
    mutation={REQUEST}
    label={t.partnerships.requestUnlink}
    title={t.partnerships.requestUnlinkTitle(link.agency.name)}
    words={t.partnerships.requestUnlinkHint(link.agency.name, link.unlinkRequests)}
  />
);

/** For agencies: let the creator go, or not. */
export function AnswerUnlink({ link }: Link) {
  const { act, busy, refusal } = useAct<LinkEndsAnswerMutation>(ANSWER);
  const say = (accept: boolean) => act({ input: { partnershipId: link.id, accept } });
  return (
    <>
      <Button className="primary" isDisabled={busy} onPress={() => say(true)}>
        {t.partnerships.letGo}
      </Button>
      <Button isDisabled={busy} onPress={() => say(false)}>
        {t.partnerships.keep}
      </Button>
      <Refused refusal={refusal} />
    </>
  );
}

/** For creators: agree to what the agency proposes, or not. */
export function AnswerChange({ change }: { change: string }) {
  const { act, busy, refusal } = useAct<LinkEndsChangeMutation>(CHANGE);
  const say = (accept: boolean) => act({ input: { changeId: change, accept } });
  return (
    <div className="steps">
      <Button className="primary" isDisabled={busy} onPress={() => say(true)}>
        {t.partnerships.agreeChange}
      </Button>
      <Button isDisabled={busy} onPress={() => say(false)}>
        {t.partnerships.declineChange}
      </Button>
      <Refused refusal={refusal} />
    </div>
  );
}

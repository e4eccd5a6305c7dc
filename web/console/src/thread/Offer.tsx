import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import type { Offer_collaboration$key } from "../__generated__/Offer_collaboration.graphql";
import type { invitingMutation } from "../__generated__/invitingMutation.graphql";
import { INVITE } from "../collaborations/inviting";
import { exactly, t } from "../texts";
import { useMade } from "../ui/days";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import type { Attachment } from "./attached";
import { Choices } from "./Choices";
import type { Whom } from "./Offers";

const OFFER = graphql`
  fragment Offer_collaboration on TargetCollaboration {
    id
    name
    message
    endsAt
    freeSample
    products {
      commission
      product {
        id
        title
        imageUrl
        state
        price {
          amount
          currency
        }
      }
    }
  }
`;

type Outcome = NonNullable<invitingMutation["response"]["inviteCreators"]["outcomes"]>[number];

interface OfferProps {
  offer: Offer_collaboration$key;
  to: Whom;
  /** The creator's into it, where it is known. */
  invitation: string | null;
  onBack(): void;
  onChoose(it: Attachment): void;
}

/** A target collaboration: to invite the creator into, and then to send products of at its rates. */
export function Offer({ offer, to, invitation, onBack, onChoose }: OfferProps) {
  const it = useFragment(OFFER, offer);
  const rates = new Map(it.products.map(({ product, commission }) => [product.id, commission]));
  const invited = useInvited(it.id, to);
  const via = invitation ?? invited.invitation;
  return (
    <>
      <header className="offer">
        <Button className="bare" aria-label={t.thread.backToOffers} onPress={onBack} autoFocus>
          <Icon name="back" />
        </Button>
        <div>
          <strong>{it.name}</strong>
          <small>{t.card.until(exactly(it.endsAt))}</small>
        </div>
        {it.freeSample && <span className="chip">{t.card.freeSample}</span>}
      </header>
      {it.message && <p>{it.message}</p>}
      {via === null && <Invite invited={invited} name={to.name} />}
      {invited.became && (
        <p role="status">
          <span className="chip">{invited.became}</span>
        </p>
      )}
      <Choices
        products={it.products.map(({ product }) => product)}
        noteOf={({ id }) => t.card.commission(rates.get(id) ?? "")}
        open={via !== null}
        onChoose={(products) =>
          via !== null && onChoose({ kind: "products", products, via: { invitation: via, name: it.name } })
        }
      />
    </>
  );
}

type Invited = ReturnType<typeof useInvited>;

/** Inviting the creator, and what became of it: who was invited before is not told again. */
function useInvited(collaboration: string, { id }: Whom) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [tries, setTries] = useState(0);
  const { act, busy, refusal } = useAct<invitingMutation>(INVITE);
  const made = useMade(collaboration, id, tries);
  const invite = () =>
    act(
      { input: { targetCollaborationId: collaboration, creatorIds: [id], clientMutationId: made } },
      ({ inviteCreators: said }) => {
        setOutcome(said.outcomes?.[0] ?? null);
        setTries(tries + 1); // after an answer it is another try
      },
    );
  const invitation = outcome?.invitation ?? null;
  const stands = invitation?.status === "PENDING" || invitation?.status === "ACCEPTED";
  const words = outcome && invitation && [t.collaborations.outcome[outcome.status], t.card.status[invitation.status]];
  return {
    invite,
    busy,
    refusal,
    problem: outcome?.problem?.detail ?? null,
    invitation: stands ? invitation.id : null,
    became: words?.join(" · ") ?? null,
  };
}

function Invite({ invited: { invite, busy, refusal, problem }, name }: { invited: Invited; name: string }) {
  return (
    <>
      <p className="hint">{t.thread.inviteFirst(name)}</p>
      <Refused refusal={refusal} />
      {problem && (
        <p role="alert" className="refused">
          {problem}
        </p>
      )}
      <div className="buttons">
        <Button className="primary" isDisabled={busy} onPress={invite}>
          {t.collaborations.invite(1)}
        </Button>
      </div>
    </>
  );
}

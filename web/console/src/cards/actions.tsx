import { useState } from "react";
import { Button, Checkbox } from "react-aria-components";
import { graphql, readInlineData, useMutation } from "react-relay";
import type { actionsAddMutation } from "../__generated__/actionsAddMutation.graphql";
import type { actionsInvitationMutation } from "../__generated__/actionsInvitationMutation.graphql";
import type { actionsLinkMutation } from "../__generated__/actionsLinkMutation.graphql";
import type { item_product$key } from "../__generated__/item_product.graphql";
import { money, t } from "../texts";
import { CARD_ITEM } from "./item";
import { useProblem } from "../ui/useProblem";

interface AddProps {
  message: string;
  added: boolean;
  items: readonly item_product$key[];
  mine: boolean;
}

/** The products of a card; whoever it was sent to adds them to the showcase, one or all. */
export function Add({ message, added, items, mine }: AddProps) {
  const [problem, setProblem] = useState<{ code: string; detail: string; products: string[] | null } | null>(null);
  const [add, busy] = useMutation<actionsAddMutation>(graphql`
    mutation actionsAddMutation($input: AddToShowcaseInput!) {
      addToShowcase(input: $input) {
        __typename
        ... on AddToShowcaseSuccess {
          message {
            id
            ...Card_message
          }
          outcomes {
            problem {
              __typename
              code
              detail
            }
          }
        }
        ... on Problem {
          code
          detail
        }
      }
    }
  `);

  function put(products: string[] | null, acceptLowerRate = false) {
    setProblem(null);
    add({
      variables: { input: { messageId: message, productIds: products, acceptLowerRate } },
      onCompleted({ addToShowcase: said }) {
        const found = said.outcomes?.find((one) => one.problem)?.problem ?? said;
        if (found.code) setProblem({ code: found.code, detail: found.detail ?? "", products });
      },
      onError: (fault) => setProblem({ code: "", detail: fault.message, products }),
    });
  }

  const shown = items.map((item) => readInlineData<item_product$key>(CARD_ITEM, item));
  return (
    <>
      <ul className="products">
        {shown.map(({ title, price, commission, product, added: there }) => (
          <li key={product.id}>
            <span>{title}</span>
            <span>
              {money(price)}
              {commission && <small> · {t.card.commission(commission)}</small>}
            </span>
            {there ? (
              <small className="added">✓ {t.card.added}</small>
            ) : (
              !mine &&
              shown.length > 1 && (
                <Button isDisabled={busy} onPress={() => put([product.id])} aria-label={`${t.card.addOne}: ${title}`}>
                  {t.card.addOne}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
      {!mine && !added && (
        <Button className="primary" isDisabled={busy} onPress={() => put(null)}>
          {t.card.addAll}
        </Button>
      )}
      {problem && (
        <p role="alert">
          {problem.code === "CONFIRMATION_REQUIRED" ? t.card.lowerRate : problem.detail}{" "}
          {problem.code === "CONFIRMATION_REQUIRED" && (
            <Button onPress={() => put(problem.products, true)}>{t.card.lower}</Button>
          )}
        </p>
      )}
    </>
  );
}

/** An invitation is accepted by adding its products; here it is declined. */
export function AnswerInvitation({ id }: { id: string }) {
  const { problem, answered, onError } = useProblem();
  const [answer, busy] = useMutation<actionsInvitationMutation>(graphql`
    mutation actionsInvitationMutation($input: RespondToInvitationInput!) {
      respondToInvitation(input: $input) {
        __typename
        ... on InvitationSuccess {
          invitation {
            id
            status
            cardMessage {
              id
              ...Card_message
            }
          }
        }
        ... on Problem {
          detail
        }
      }
    }
  `);
  return (
    <p>
      <Button
        isDisabled={busy}
        onPress={() =>
          answer({
            variables: { input: { invitationId: id, accept: false } },
            onCompleted: ({ respondToInvitation: said }) => answered(said),
            onError,
          })
        }
      >
        {t.card.decline}
      </Button>{" "}
      {problem && <span role="alert">{problem}</span>}
    </p>
  );
}

/** A link is accepted after the agreements. */
export function AnswerLink({ id, agreements }: { id: string; agreements: readonly { id: string; text: string }[] }) {
  const [agreed, setAgreed] = useState(agreements.length === 0);
  const { problem, answered, onError } = useProblem();
  const [answer, busy] = useMutation<actionsLinkMutation>(graphql`
    mutation actionsLinkMutation($input: RespondToLinkInput!) {
      respondToLink(input: $input) {
        __typename
        ... on PartnershipSuccess {
          partnership {
            id
            status
          }
        }
        ... on Problem {
          detail
        }
      }
    }
  `);
  const say = (accept: boolean) =>
    answer({
      variables: { input: { partnershipId: id, accept, agreementIds: accept ? agreements.map((one) => one.id) : [] } },
      onCompleted: ({ respondToLink: said }) => answered(said),
      onError,
    });
  return (
    <div className="agreements">
      {agreements.map((one) => (
        <details key={one.id}>
          <summary>{one.text.slice(0, 60)}…</summary>
          {one.text}
        </details>
      ))}
      {agreements.length > 0 && (
        <Checkbox isSelected={agreed} onChange={setAgreed} className="check">
          <span className="box" aria-hidden="true">
            {agreed && "✓"}
          </span>
          {t.card.agree(agreements.length)}
        </Checkbox>
      )}
      <Button className="primary" isDisabled={busy || !agreed} onPress={() => say(true)}>
        {t.card.accept}
      </Button>{" "}
      <Button isDisabled={busy} onPress={() => say(false)}>
        {t.card.decline}
      </Button>
      {problem && <p role="alert">{problem}</p>}
    </div>
  );
}

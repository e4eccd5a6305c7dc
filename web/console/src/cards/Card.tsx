import type { ReactNode } from "react";
import { graphql, useFragment } from "react-relay";
import type { Card_message$key } from "../__generated__/Card_message.graphql";
import { exactly, t } from "../texts";
import { Add, AnswerInvitation, AnswerLink } from "./actions";
import "./cards.css";

/** What a message carries, as it is now, with what this side may do with it. */
export function Card({ message, mine }: { message: Card_message$key; mine: boolean }) {
  const { id, card } = useFragment(
    graphql`
      fragment Card_message on Message {
        id
        card {
          __typename
          ... on ProductCard {
            added
            items {
              ...item_product
            }
          }
          ... on ProductListCard {
            name
            added
            items {
              ...item_product
            }
          }
          ... on TargetCollaborationCard {
            name
            added
            invitation {
              id
              status
              collaboration {
                id
                endsAt
                message
              }
            }
            items {
              ...item_product
            }
          }
          ... on SampleCard {
            title
            sample {
              id
              status
              dueAt
            }
          }
          ... on LinkInvitationCard {
            partnership {
              id
              status
              commission
              endsAt
              agreements {
                id
                text
              }
            }
          }
        }
      }
    `,
    message,
  );
  switch (card?.__typename) {
    case "ProductCard":
      return <Frame title={t.card.products(card.items.length)} body={<Add message={id} added={card.added} items={card.items} mine={mine} />} />;
    case "ProductListCard":
      return <Frame title={card.name} body={<Add message={id} added={card.added} items={card.items} mine={mine} />} />;
    case "TargetCollaborationCard": {
      const { invitation } = card;
      return (
        <Frame
          title={card.name}
          state={t.card.status[invitation.status]}
          body={
            <>
              {invitation.collaboration.message && <p>{invitation.collaboration.message}</p>}
              <p>{t.card.until(exactly(invitation.collaboration.endsAt))}</p>
              <Add message={id} added={card.added} items={card.items} mine={mine} />
              {!mine && invitation.status === "PENDING" && <AnswerInvitation id={invitation.id} />}
            </>
          }
        />
      );
    }
    case "SampleCard":
      return <Frame title={`${t.card.sample}: ${card.title}`} state={t.card.status[card.sample.status]} body={null} />;
    case "LinkInvitationCard": {
      const { partnership } = card;
      return (
        <Frame
          title={t.card.link}
          state={t.card.status[partnership.status]}
          body={
            <>
              <p>
                {t.card.commission(partnership.commission)}, {t.card.until(exactly(partnership.endsAt))}
              </p>
              {!mine && partnership.status === "REQUESTED" && (
                <AnswerLink id={partnership.id} agreements={partnership.agreements} />
              )}
            </>
          }
        />
      );
    }
    default:
      return null;
  }
}

function Frame({ title, state, body }: { title: string; state?: string; body: ReactNode }) {
  return (
    <section className="card" aria-label={title}>
      <h3>
        {title} {state && <span className="state">{state}</span>}
      </h3>
      {body}
    </section>
  );
}

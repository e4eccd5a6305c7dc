import { graphql, useFragment, useRelayEnvironment } from "react-relay";
import type { Card_message$data, Card_message$key } from "../__generated__/Card_message.graphql";
import { useHeard } from "../live/context";
import { t, when } from "../texts";
import { Added, Frame } from "./Frame";
import { Invited } from "./Invited";
import { LinkCard } from "./LinkTerms";
import { Products } from "./Products";
import { reread } from "./reread";
import { SampleBody } from "./SampleBody";
import "./cards.css";

const CARD = graphql`
  fragment Card_message on Message {
    id
    conversation {
      id
    }
    card {
      __typename
      ... on ProductCard {
        added
        viaInvitation {
          id
          status
          productsAdded
          collaboration {
            id
            name
            freeSample
          }
        }
        items {
          ...item_product
        }
      }
      ... on ProductListCard {
        name
        added
        seenAt
        productsAdded
        list {
          id
        }
        items {
          ...item_product
        }
      }
      ... on TargetCollaborationCard {
        name
        added
        invitation {
          id
          ...Invited_invitation
        }
        items {
          ...item_product
        }
      }
      ... on SampleCard {
        title
        sample {
          id
          ...SampleBody_sample
        }
      }
      ... on LinkInvitationCard {
        partnership {
          id
          ...LinkTerms_partnership
        }
      }
    }
  }
`;

type Shown<K> = Extract<NonNullable<Card_message$data["card"]>, { __typename: K }>;

/** What a message carries, as it is now, with what this side may do with it. */
export function Card({ message, mine }: { message: Card_message$key; mine: boolean }) {
  const { id, conversation, card } = useFragment(CARD, message);
  switch (card?.__typename) {
    case "ProductCard":
      return <ProductCard message={id} card={card} />;
    case "ProductListCard":
      return (
        <Frame kind={t.card.list} icon="bag" title={card.name} state={card.added && <Added />}>
          {mine && <Sent message={id} conversation={conversation.id} card={card} />}
          <Products message={id} items={card.items} full={card.added} />
        </Frame>
      );
    case "TargetCollaborationCard":
      return (
        <Invited
          message={id}
          name={card.name}
          invitation={card.invitation}
          items={card.items}
          added={card.added}
          mine={mine}
        />
      );
    case "SampleCard":
      return <SampleBody sample={card.sample} title={card.title} />;
    case "LinkInvitationCard":
      return <LinkCard partnership={card.partnership} />;
    default:
      return null;
  }
}

function ProductCard({
  message,
  card: { items, added, viaInvitation: via },
}: {
  message: string;
  card: Shown<"ProductCard">;
}) {
  const open = !via || via.status === "PENDING" || via.status === "ACCEPTED";
  // What is there at another rate can still be added at this one. How many came by the invitation is told, not which.
  const full = added && (!via || via.productsAdded > 0);
  return (
    <Frame kind={t.card.products(items.length)} icon="bag" state={added && <Added />}>
      {via && <p className="hint">{t.card.via(via.collaboration.name)}</p>}
      <Products
        message={message}
        items={items}
        full={full}
        closed={open ? null : t.card.over}
        invitation={via && { id: via.id, freeSample: via.collaboration.freeSample }}
      />
    </Frame>
  );
}

/** What became of a list, to its sender: seen, and how much of it was added. */
function Sent({
  message,
  conversation,
  card,
}: {
  message: string;
  conversation: string;
  card: Shown<"ProductListCard">;
}) {
  const environment = useRelayEnvironment();
  useHeard(["ConversationRead", "MessageReceived"], (event) => {
    const where = event.conversation ?? event.message?.conversation;
    if (card.seenAt === null && where?.id === conversation) reread(environment, [message]);
  });
  return (
    <p className="progress">
      <span>{card.seenAt ? t.card.seenAt(when(card.seenAt)) : t.card.unseen}</span>
      <span>{t.card.addedOf(card.productsAdded, card.items.length)}</span>
      {card.list === null && <span>{t.card.listGone}</span>}
    </p>
  );
}

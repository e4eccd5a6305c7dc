import { Suspense } from "react";
import { graphql, useFragment } from "react-relay";
import type { Invited_invitation$data, Invited_invitation$key } from "../__generated__/Invited_invitation.graphql";
import type { item_product$key } from "../__generated__/item_product.graphql";
import { exactly, t, when } from "../texts";
import { keen } from "../ui/keen";
import { Added, Frame, TONES } from "./Frame";
import { Left } from "./Left";
import { Products } from "./Products";

const InvitationSteps = keen(() => import("./InvitationSteps"));

interface InvitedProps {
  message: string;
  name: string;
  invitation: Invited_invitation$key;
  items: readonly item_product$key[];
  added: boolean;
  mine: boolean;
}

const INVITATION = graphql`
  fragment Invited_invitation on Invitation {
    id
    status
    seenAt
    answeredAt
    productsAdded
    collaboration {
      id
      endsAt
      message
      freeSample
    }
  }
`;

/** The card of an invitation into a target collaboration. */
export function Invited({ message, name, invitation, items, added, mine }: InvitedProps) {
  const it = useFragment(INVITATION, invitation);
  const { endsAt, message: words, freeSample } = it.collaboration;
  const over = Date.parse(endsAt) <= Date.now();
  const open = !over && (it.status === "PENDING" || it.status === "ACCEPTED");
  const state = (
    <>
      {added && <Added />}
      <span className="chip" data-tone={TONES[it.status]}>
        {t.card.status[it.status]}
      </span>
    </>
  );
  return (
    <Frame kind={t.card.target} icon="gift" title={name} state={state}>
      {words && <blockquote>{words}</blockquote>}
      <p className="terms">
        <span>{over ? t.card.endedAt(exactly(endsAt)) : t.card.until(exactly(endsAt))}</span>
        {open && <Left at={endsAt} />}
        {freeSample && <span className="chip">{t.card.freeSample}</span>}
      </p>
      {mine && <Became it={it} count={items.length} />}
      <Products
        message={message}
        items={items}
        full={it.productsAdded >= items.length} // what is there at another rate can still be added at this one
        closed={open ? null : t.card.over}
        invitation={{ id: it.id, freeSample }}
      />
      {open && (
        <Suspense fallback={null}>
          <InvitationSteps id={it.id} status={it.status} mine={mine} />
        </Suspense>
      )}
    </Frame>
  );
}

/** What became of it, to its sender: seen, answered, and how much of it was added. */
function Became({ it, count }: { it: Invited_invitation$data; count: number }) {
  return (
    <p className="progress">
      <span>{it.seenAt ? t.card.seenAt(when(it.seenAt)) : t.card.unseen}</span>
      {it.answeredAt && (it.status === "ACCEPTED" || it.status === "DECLINED") && (
        <span>{t.card.answeredAt(t.card.status[it.status], when(it.answeredAt))}</span>
      )}
      <span>{t.card.addedOf(it.productsAdded, count)}</span>
    </p>
  );
}

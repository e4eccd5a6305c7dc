import { Suspense, useState } from "react";
import { graphql, useFragment, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import { Link } from "wouter";
import type { InvitationsQuery, InvitationStatus } from "../__generated__/InvitationsQuery.graphql";
import type { Invitations_invitation$key } from "../__generated__/Invitations_invitation.graphql";
import type { Invitations_list$key } from "../__generated__/Invitations_list.graphql";
import { TONES } from "../cards/Frame";
import InvitationSteps from "../cards/InvitationSteps";
import { Left } from "../cards/Left";
import { useNews } from "../live/context";
import { exactly, t, when } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Choice } from "../ui/Choice";
import { Endless } from "../ui/Endless";
import { Empty } from "../ui/Page";
import { useKept } from "../ui/useKept";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";

const PAGE = 25;
const STATUSES = ["PENDING", "ACCEPTED", "DECLINED", "EXPIRED", "WITHDRAWN"] as const;
type Shown = InvitationStatus | "ALL";

/** Invitations into target collaborations: a seller's own, or those that a creator has got. */
export default function Invitations() {
  const [shown, setShown] = useState<Shown>("ALL");
  const news = useNews(["InvitationChanged", "ShowcaseAdded", "ShowcaseRemoved"]);
  const options = (["ALL", ...STATUSES] as const).map((value) => ({
    value,
    text: value === "ALL" ? t.collaborations.allStatuses : t.card.status[value],
  }));
  return (
    <>
      <div className="narrow">
        <Choice<Shown> label={t.collaborations.byStatus} quiet value={shown} options={options} onChange={setShown} />
      </div>
      <Suspense fallback={<Waiting />}>
        <List key={shown} statuses={shown === "ALL" ? null : [shown]} news={news} />
      </Suspense>
    </>
  );
}

const WANTED = graphql`
  query InvitationsQuery($statuses: [InvitationStatus!], $first: Int!, $after: String) {
    ...Invitations_list
  }
`;

const LIST = graphql`
  fragment Invitations_list on Query @refetchable(queryName: "InvitationsMoreQuery") {
    invitations(statuses: $statuses, first: $first, after: $after)
      @connection(key: "Invitations_invitations", filters: ["statuses"]) {
      edges {
        node {
          id
          ...Invitations_invitation
        }
      }
    }
  }
`;

function List({ statuses, news }: { statuses: readonly InvitationStatus[] | null; news: number }) {
  const wanted = { statuses, first: PAGE };
  const root = useLazyLoadQuery<InvitationsQuery>(WANTED, wanted, { fetchPolicy: "store-and-network" });
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<InvitationsQuery, Invitations_list$key>(
    LIST,
    root,
  );
  const rows = data.invitations?.edges.map(({ node }) => node) ?? [];
  useKept(WANTED, wanted, rows.length, news);
  if (rows.length === 0) return <Empty icon="gift" words={t.collaborations.noInvitations} />;
  return (
    <Endless
      label={t.collaborations.tabs.invitations}
      rows={rows}
      keyOf={({ id }) => id}
      height={130}
      more={{ hasNext, isLoadingNext, loadNext }}
      page={PAGE}
    >
      {(row) => <Row invitation={row} />}
    </Endless>
  );
}

const INVITATION = graphql`
  fragment Invitations_invitation on Invitation {
    id
    status
    sentAt
    seenAt
    productsAdded
    collaboration {
      id
      name
      endsAt
      products {
        commission
      }
    }
    conversation {
      id
      counterpart {
        id
        kind
        name
        avatarUrl
      }
    }
  }
`;

function Row({ invitation }: { invitation: Invitations_invitation$key }) {
  const mine = useViewer().account.kind === "SELLER";
  const it = useFragment(INVITATION, invitation);
  const { collaboration, conversation, status } = it;
  const { counterpart } = conversation;
  const open = Date.parse(collaboration.endsAt) > Date.now() && (status === "PENDING" || status === "ACCEPTED");
  return (
    <article className="entry" aria-label={`${collaboration.name}, ${counterpart.name}`}>
      <Avatar name={counterpart.name} kind={counterpart.kind} url={counterpart.avatarUrl} />
      <div className="about">
        <h3>
          {collaboration.name}{" "}
          <span className="chip" data-tone={TONES[status]}>
            {t.card.status[status]}
          </span>
        </h3>
        <p className="line">
          <Link href={`/c/${conversation.id}`}>{counterpart.name}</Link>
          <time dateTime={it.sentAt} title={exactly(it.sentAt)}>
            {t.collaborations.sentAt(when(it.sentAt))}
          </time>
          {mine && <span>{it.seenAt ? t.card.seenAt(when(it.seenAt)) : t.card.unseen}</span>}
          <span>{t.card.addedOf(it.productsAdded, collaboration.products.length)}</span>
        </p>
        <p className="line">
          <span>{t.card.until(exactly(collaboration.endsAt))}</span> {open && <Left at={collaboration.endsAt} />}
        </p>
      </div>
      <div className="doing">{open && <InvitationSteps id={it.id} status={status} mine={mine} />}</div>
    </article>
  );
}

import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { TopQuery } from "../__generated__/TopQuery.graphql";
import type { Top_list$key } from "../__generated__/Top_list.graphql";
import type { Top_partner$data, Top_partner$key } from "../__generated__/Top_partner.graphql";
import { about } from "../creators/figures";
import { money, t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Endless } from "../ui/Endless";
import { Empty } from "../ui/Page";
import { useKept } from "../ui/useKept";
import { useViewer } from "../viewer";
import { Ask } from "./Ask";
import { Chat } from "./Chat";
import { useLeft } from "./clock";
import { Figure } from "./Licence";
import { Asked } from "./Requests";

const PAGE = 25;
const FIRST = { first: PAGE };

const WANTED = graphql`
  query TopQuery($first: Int!, $after: String) {
    ...Top_list
  }
`;

const LIST = graphql`
  fragment Top_list on Query @refetchable(queryName: "TopMoreQuery") {
    livePartners(first: $first, after: $after) @connection(key: "Top_livePartners") {
      edges {
        node {
          locked
          requiredLevel
          account {
            id
          }
          ...Top_partner
        }
      }
    }
  }
`;

/** The LIVE partners of the creator's market, in the order of the platform. */
export function Top() {
  const [asked, setAsked] = useState(0);
  const { level } = useViewer().account;
  const root = useLazyLoadQuery<TopQuery>(WANTED, FIRST, { fetchPolicy: "store-and-network" });
  const { data, ...more } = usePaginationFragment<TopQuery, Top_list$key>(LIST, root);
  const rows = data.livePartners?.edges ?? [];
  useKept(WANTED, FIRST, rows.length, asked);
  if (rows.length === 0) return <Empty icon="play" words={t.leads.noPartners} />;
  const locked = rows.find(({ node }) => node.locked)?.node;
  return (
    <>
      {locked && (
        <p className="locked" role="note">
          {t.leads.locked(t.creators.levels[locked.requiredLevel])}{" "}
          {level && t.leads.yourLevel(t.creators.levels[level])}
        </p>
      )}
      <Endless
        label={t.pages.partners}
        rows={rows}
        keyOf={({ node }) => node.account.id}
        height={110}
        more={more}
        page={PAGE}
      >
        {({ node }) => <Partner partner={node} onAsked={() => setAsked(asked + 1)} />}
      </Endless>
    </>
  );
}

const PARTNER = graphql`
  fragment Top_partner on LivePartner {
    rank
    locked
    account {
      id
      name
      kind
      avatarUrl
      conversation {
        id
      }
    }
    figures {
      creators
      liveSessions
      liveGmv {
        amount
        currency
      }
    }
    request {
      id
      licensedUntil
      ...Requests_request
    }
  }
`;

function Partner({ partner, onAsked }: { partner: Top_partner$key; onAsked(): void }) {
  const it = useFragment(PARTNER, partner);
  const { account, request } = it;
  return (
    <article className="partner" aria-label={account.name}>
      <span className="rank" role="img" aria-label={t.leads.rank(it.rank)}>
        {it.rank}
      </span>
      <Avatar name={account.name} kind={account.kind} url={account.avatarUrl} />
      <div className="partner-words">
        <h3>
          {account.name} <small>{t.kinds[account.kind]}</small>
        </h3>
        {!it.locked && <Figures figures={it.figures} />}
        {request && <Asked request={request} />}
      </div>
      <div className="partner-does">
        {!it.locked && <Asks partner={it} onAsked={onAsked} />}
        <Chat account={account} conversation={account.conversation?.id ?? null} from="PARTNER_LIST" />
      </div>
    </article>
  );
}

function Figures({ figures }: { figures: Top_partner$data["figures"] }) {
  const counted = [
    [figures?.creators, t.leads.figures.creators],
    [figures?.liveSessions, t.leads.figures.liveSessions],
  ] as const;
  const known = counted.filter(([count]) => count !== null && count !== undefined);
  if (known.length === 0 && !figures?.liveGmv) return <small>{t.leads.noFigures}</small>;
  return (
    <p className="facts">
      {known.map(([count, of]) => (
        <Figure key={of} value={about(count ?? 0)} of={of} />
      ))}
      {figures?.liveGmv && <Figure value={money(figures.liveGmv)} of={t.leads.figures.liveGmv} />}
    </p>
  );
}

/** Asks to collaborate, anew once the licence has ended. */
function Asks({ partner: { account, request }, onAsked }: { partner: Top_partner$data; onAsked(): void }) {
  const [asking, setAsking] = useState(false);
  const left = useLeft(request?.licensedUntil ?? null);
  if (left > 0) return null; // a second request would be the first
  return (
    <>
      <Button className="primary" aria-label={t.leads.askOf(account.name)} onPress={() => setAsking(true)}>
        {request ? t.leads.askAgain : t.leads.ask}
      </Button>
      {asking && <Ask partner={account} onClose={() => setAsking(false)} onAsked={onAsked} />}
    </>
  );
}

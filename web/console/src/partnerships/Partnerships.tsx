import { lazy, Suspense, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import { Link } from "wouter";
import type { LinkTerms_partnership$key } from "../__generated__/LinkTerms_partnership.graphql";
import type { PartnershipsQuery, PartnershipStatus } from "../__generated__/PartnershipsQuery.graphql";
import type { Partnerships_list$key } from "../__generated__/Partnerships_list.graphql";
import LinkSteps from "../cards/LinkSteps";
import { LINK, LinkStatus, LinkTerms } from "../cards/LinkTerms";
import "../cards/cards.css";
import { useNews } from "../live/context";
import { t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Endless } from "../ui/Endless";
import { Empty, Page } from "../ui/Page";
import { Tabbed } from "../ui/Tabbed";
import { useKept } from "../ui/useKept";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";

const History = lazy(() => import("./History"));

const PAGE = 25;
const TABS = {
  LINKED: ["LINKED", "UNLINK_REQUESTED"],
  ASKED: ["REQUESTED"],
  ENDED: ["UNLINKED", "LINK_EXPIRED", "DECLINED", "REQUEST_EXPIRED", "WITHDRAWN"],
  ALL: null,
} as const satisfies Record<string, readonly PartnershipStatus[] | null>;
type Shown = keyof typeof TABS;

/** The links of an agency or of a creator, with their terms, what is open about them, and how they came to be so. */
export default function Partnerships() {
  const [shown, setShown] = useState<Shown>("LINKED");
  const news = useNews(["PartnershipChanged"]);
  const tabs = (Object.keys(TABS) as Shown[]).map((value) => ({ value, text: t.partnerships.tabs[value] }));
  return (
    <Page title={t.pages.partnerships}>
      <Tabbed<Shown> label={t.partnerships.byStatus} tabs={tabs} value={shown} onChange={setShown}>
        <Suspense fallback={<Waiting />}>
          <List key={shown} statuses={TABS[shown]} news={news} />
        </Suspense>
      </Tabbed>
    </Page>
  );
}

const WANTED = graphql`
  query PartnershipsQuery($statuses: [PartnershipStatus!], $first: Int!, $after: String) {
    ...Partnerships_list
  }
`;

const LIST = graphql`
  fragment Partnerships_list on Query @refetchable(queryName: "PartnershipsMoreQuery") {
    partnerships(statuses: $statuses, first: $first, after: $after)
      @connection(key: "Partnerships_partnerships", filters: ["statuses"]) {
      edges {
        node {
          id
          conversation {
            id
          }
          ...LinkTerms_partnership
        }
      }
    }
  }
`;

function List({ statuses, news }: { statuses: readonly PartnershipStatus[] | null; news: number }) {
  const creator = useViewer().account.kind === "CREATOR";
  const wanted = { statuses, first: PAGE };
  const root = useLazyLoadQuery<PartnershipsQuery>(WANTED, wanted, { fetchPolicy: "store-and-network" });
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<PartnershipsQuery, Partnerships_list$key>(
    LIST,
    root,
  );
  const rows = data.partnerships?.edges.map(({ node }) => node) ?? [];
  useKept(WANTED, wanted, rows.length, news);
  if (rows.length === 0)
    return <Empty icon="link" words={creator ? t.partnerships.noneOfCreator : t.partnerships.none} />;
  return (
    <Endless
      label={t.pages.partnerships}
      rows={rows}
      keyOf={({ id }) => id}
      height={230}
      more={{ hasNext, isLoadingNext, loadNext }}
      page={PAGE}
    >
      {(row) => <Row partnership={row} conversation={row.conversation.id} />}
    </Endless>
  );
}

function Row({ partnership, conversation }: { partnership: LinkTerms_partnership$key; conversation: string }) {
  const link = useFragment(LINK, partnership);
  const [history, setHistory] = useState(false);
  const creator = useViewer().account.kind === "CREATOR";
  const other = creator ? link.agency : link.creator;
  return (
    <article className="entry" aria-label={other.name}>
      <Avatar name={other.name} kind={creator ? "AGENCY" : "CREATOR"} />
      <div className="about">
        <h3>
          <Link href={`/c/${conversation}`}>{other.name}</Link> <LinkStatus status={link.status} />
        </h3>
        <LinkTerms link={link} />
      </div>
      <div className="more">
        <LinkSteps link={link} />
        {link.linkedAt && (
          <div>
            <Button className="bare" onPress={() => setHistory(!history)} aria-expanded={history}>
              {t.partnerships.history}
            </Button>
            {history && (
              <Suspense fallback={<Waiting />}>
                <History partnership={link.id} />
              </Suspense>
            )}
          </div>
        )}
      </div>
    </article>
  );
}

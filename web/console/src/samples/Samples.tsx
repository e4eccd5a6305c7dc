import { lazy, Suspense, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import { Link } from "wouter";
import type { SampleBody_sample$key } from "../__generated__/SampleBody_sample.graphql";
import type { SamplesQuery, SampleStatus as Status } from "../__generated__/SamplesQuery.graphql";
import type { Samples_list$key } from "../__generated__/Samples_list.graphql";
import { Due, SAMPLE, SampleFacts, SampleStatus } from "../cards/SampleBody";
import SampleSteps from "../cards/SampleSteps";
import "../cards/cards.css";
import { useNews } from "../live/context";
import { exactly, t, when } from "../texts";
import { Endless } from "../ui/Endless";
import { Icon } from "../ui/Icon";
import { Empty, Page } from "../ui/Page";
import { Tabbed } from "../ui/Tabbed";
import { Tile } from "../ui/Tile";
import { useKept } from "../ui/useKept";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";

const AskForOne = lazy(() => import("./AskForOne"));

const PAGE = 25;
const TABS = ["ALL", "TO_REVIEW", "TO_SHIP", "SHIPPED", "CONTENT_PENDING", "COMPLETED", "CANCELLED"] as const;
type Shown = (typeof TABS)[number];

/** The samples of a shop or of a creator, by status, each with the step that is next. */
export default function Samples() {
  const creator = useViewer().account.kind === "CREATOR";
  const [shown, setShown] = useState<Shown>("ALL");
  const [asking, setAsking] = useState(false);
  const news = useNews(["SampleChanged"]);
  const tabs = TABS.map((value) => ({ value, text: value === "ALL" ? t.samples.all : t.card.status[value] }));
  const actions = creator && (
    <Button className="primary" onPress={() => setAsking(true)}>
      <Icon name="gift" /> {t.samples.request}
    </Button>
  );
  return (
    <Page title={t.pages.samples} actions={actions}>
      <Tabbed<Shown> label={t.samples.byStatus} tabs={tabs} value={shown} onChange={setShown}>
        <Suspense fallback={<Waiting />}>
          <List key={shown} statuses={shown === "ALL" ? null : [shown]} news={news} />
        </Suspense>
      </Tabbed>
      {asking && (
        <Suspense fallback={null}>
          <AskForOne onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </Page>
  );
}

const WANTED = graphql`
  query SamplesQuery($statuses: [SampleStatus!], $first: Int!, $after: String) {
    ...Samples_list
  }
`;

const LIST = graphql`
  fragment Samples_list on Query @refetchable(queryName: "SamplesMoreQuery") {
    samples(statuses: $statuses, first: $first, after: $after)
      @connection(key: "Samples_samples", filters: ["statuses"]) {
      edges {
        node {
          id
          conversation {
            id
          }
          ...SampleBody_sample
        }
      }
    }
  }
`;

function List({ statuses, news }: { statuses: readonly Status[] | null; news: number }) {
  const wanted = { statuses, first: PAGE };
  const root = useLazyLoadQuery<SamplesQuery>(WANTED, wanted, { fetchPolicy: "store-and-network" });
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<SamplesQuery, Samples_list$key>(LIST, root);
  const rows = data.samples?.edges.map(({ node }) => node) ?? [];
  useKept(WANTED, wanted, rows.length, news);
  if (rows.length === 0) return <Empty icon="box" words={t.samples.none} />;
  return (
    <Endless
      label={t.pages.samples}
      rows={rows}
      keyOf={({ id }) => id}
      height={130}
      more={{ hasNext, isLoadingNext, loadNext }}
      page={PAGE}
    >
      {(row) => <Row sample={row} conversation={row.conversation.id} />}
    </Endless>
  );
}

function Row({ sample, conversation }: { sample: SampleBody_sample$key; conversation: string }) {
  const it = useFragment(SAMPLE, sample);
  const creator = useViewer().account.kind === "CREATOR";
  const other = creator ? it.seller : it.creator;
  return (
    <article className="entry" aria-label={it.product.title}>
      <Tile title={it.product.title} url={it.product.imageUrl} />
      <div className="about">
        <h3>
          {it.product.title} <SampleStatus sample={it} />
        </h3>
        <p className="line">
          <Link href={`/c/${conversation}`}>{other.name}</Link>
          <time dateTime={it.requestedAt} title={exactly(it.requestedAt)}>
            {t.samples.requestedAt(when(it.requestedAt))}
          </time>
        </p>
        <Due sample={it} />
        <SampleFacts sample={it} />
      </div>
      <div className="doing">
        <SampleSteps sample={it} />
      </div>
    </article>
  );
}

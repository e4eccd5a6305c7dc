import { Button } from "react-aria-components";
import { graphql, useFragment, useLazyLoadQuery } from "react-relay";
import type { DetailQuery } from "../__generated__/DetailQuery.graphql";
import type { Detail_bulk$data, Detail_bulk$key } from "../__generated__/Detail_bulk.graphql";
import { exactly, t } from "../texts";
import { Icon } from "../ui/Icon";
import { Empty } from "../ui/Page";
import { GoesOn } from "./GoesOn";
import { Progress, TONES } from "./Progress";
import { Recipients } from "./Recipients";

/** One bulk message: what it says, how far it is, what can be done with it, and what became of everybody. */
export function Detail({ id, news, onBack }: { id: string; news: number; onBack(): void }) {
  const { node } = useLazyLoadQuery<DetailQuery>(
    graphql`
      query DetailQuery($id: ID!) {
        node(id: $id) {
          ... on BulkMessage @alias(as: "bulk") {
            id
            ...Detail_bulk
          }
        }
      }
    `,
    { id },
    { fetchKey: news, fetchPolicy: "store-and-network" },
  );
  return (
    <>
      <Button className="bare bulk-back" onPress={onBack}>
        <Icon name="back" /> {t.bulk.toList}
      </Button>
      {node?.bulk ? (
        <>
          <Head bulk={node.bulk} />
          <Recipients id={id} news={news} />
        </>
      ) : (
        <Empty icon="bulk" words={t.bulk.notFound} />
      )}
    </>
  );
}

const BULK = graphql`
  fragment Detail_bulk on BulkMessage {
    id
    status
    text
    createdAt
    finishedAt
    createdBy {
      id
      name
    }
    media {
      id
      thumbnailUrl
    }
    products {
      id
      title
    }
    productList {
      id
      name
    }
    targetCollaboration {
      id
      name
    }
    ...Progress_bulk
    ...GoesOn_bulk
  }
`;

function Head({ bulk }: { bulk: Detail_bulk$key }) {
  const it = useFragment(BULK, bulk);
  return (
    <header className="bulk-head">
      <p className="bulk-facts">
        <span className="chip" data-tone={TONES[it.status]} role="status">
          {t.bulk.statuses[it.status]}
        </span>
        <span>{t.bulk.startedBy(it.createdBy.name, exactly(it.createdAt))}</span>
        {it.finishedAt && <span>{t.bulk.endedAt(exactly(it.finishedAt))}</span>}
      </p>
      <Says bulk={it} />
      <Progress bulk={it} legend />
      <GoesOn bulk={it} />
    </header>
  );
}

function Says({ bulk: it }: { bulk: Detail_bulk$data }) {
  const carried = it.targetCollaboration
    ? t.bulk.invites(it.targetCollaboration.name)
    : it.productList
      ? t.bulk.shows(it.productList.name)
      : null;
  return (
    <>
      {it.media && <img className="bulk-photo" src={it.media.thumbnailUrl} alt={t.thread.photo} />}
      {it.text && <blockquote className="bulk-text">{it.text}</blockquote>}
      {carried && <p>{carried}</p>}
      {it.products.length > 0 && (
        <ul className="bulk-products">
          {it.products.map(({ id, title }) => (
            <li key={id} className="chip">
              {title}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

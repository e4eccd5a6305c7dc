import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment, useLazyLoadQuery } from "react-relay";
import type { DetailCancelMutation } from "../__generated__/DetailCancelMutation.graphql";
import type { DetailQuery } from "../__generated__/DetailQuery.graphql";
import type { DetailResumeMutation } from "../__generated__/DetailResumeMutation.graphql";
import type { Detail_bulk$data, Detail_bulk$key } from "../__generated__/Detail_bulk.graphql";
import { exactly, t } from "../texts";
import { Icon } from "../ui/Icon";
import { Empty } from "../ui/Page";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
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

function Head({ bulk }: { bulk: Detail_bulk$key }) {
  const it = useFragment(
    graphql`
      fragment Detail_bulk on BulkMessage {
        id
        status
        text
        autoResume
        resumesAt
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
      }
    `,
    bulk,
  );
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

/** Until when it waits and how it goes on, in words; cancelled, and resumed, by hand. */
function GoesOn({ bulk: { id, status, autoResume, resumesAt } }: { bulk: Detail_bulk$data }) {
  const [sure, setSure] = useState(false);
  const cancel = useAct<DetailCancelMutation>(graphql`
    mutation DetailCancelMutation($input: BulkMessageIdInput!) {
      cancelBulkMessage(input: $input) {
        __typename
        ... on BulkMessageSuccess {
          bulkMessage {
            id # the event tells how it stands
          }
        }
        ... on Problem {
          code
          detail
          retryAt
        }
      }
    }
  `);
  const resume = useAct<DetailResumeMutation>(graphql`
    mutation DetailResumeMutation($input: BulkMessageIdInput!) {
      resumeBulkMessage(input: $input) {
        __typename
        ... on BulkMessageSuccess {
          bulkMessage {
            id # the event tells how it stands
          }
        }
        ... on Problem {
          code
          detail
          retryAt
        }
      }
    }
  `);
  if (status === "FINISHED" || status === "CANCELLED") return null;
  const until = resumesAt ? exactly(resumesAt) : null;
  return (
    <div className="bulk-goes-on">
      <p>
        {status === "RUNNING"
          ? t.bulk.running(autoResume)
          : status === "WAITING"
            ? t.bulk.waits(until)
            : t.bulk.paused(until)}
      </p>
      <div className="buttons">
        {status !== "RUNNING" && (
          <Button
            className="primary"
            isDisabled={resume.busy}
            onPress={() => resume.act({ input: { bulkMessageId: id } })}
          >
            {t.bulk.resume}
          </Button>
        )}
        <Button
          className="danger"
          isDisabled={cancel.busy}
          onPress={() => (sure ? cancel.act({ input: { bulkMessageId: id } }) : setSure(true))}
          onBlur={() => setSure(false)}
        >
          {sure ? t.bulk.cancelSure : t.bulk.cancel}
        </Button>
      </div>
      <Refused refusal={resume.refusal ?? cancel.refusal} />
    </div>
  );
}

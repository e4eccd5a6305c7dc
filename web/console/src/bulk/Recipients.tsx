import { useState } from "react";
import { graphql, useFragment, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import { Link } from "wouter";
import type { RecipientStatus, RecipientsQuery } from "../__generated__/RecipientsQuery.graphql";
import type { Recipients_list$key } from "../__generated__/Recipients_list.graphql";
import type { Recipients_row$key } from "../__generated__/Recipients_row.graphql";
import { exactly, t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Choice } from "../ui/Choice";
import { Endless } from "../ui/Endless";
import { Icon } from "../ui/Icon";
import { Empty } from "../ui/Page";
import { useKept } from "../ui/useKept";

const PAGE = 25;
const STATUSES = ["PENDING", "WAITING", "SENT", "SKIPPED", "REFUSED"] as const;
const TONES = { PENDING: "quiet", WAITING: "warn", SENT: "good", SKIPPED: "quiet", REFUSED: "bad" } as const;

/** What became of everybody whom a bulk message is for, or of those of one status. */
export function Recipients({ id, news }: { id: string; news: number }) {
  const [status, setStatus] = useState<RecipientStatus | "">("");
  return (
    <section className="recipients" aria-label={t.bulk.recipients}>
      <Choice<RecipientStatus | "">
        label={t.bulk.recipients}
        value={status}
        options={[
          { value: "" as const, text: t.bulk.everybody },
          ...STATUSES.map((value) => ({ value, text: t.bulk.became[value] })),
        ]}
        onChange={setStatus}
      />
      <Some key={status} id={id} news={news} status={status || null} />
    </section>
  );
}

const WANTED = graphql`
  query RecipientsQuery($id: ID!, $statuses: [RecipientStatus!], $first: Int!, $after: String) {
    node(id: $id) {
      ... on BulkMessage @alias(as: "bulk") {
        ...Recipients_list
      }
    }
  }
`;

function Some({ id, news, status }: { id: string; news: number; status: RecipientStatus | null }) {
  const wanted = { id, statuses: status && [status], first: PAGE };
  const { node } = useLazyLoadQuery<RecipientsQuery>(WANTED, wanted, { fetchPolicy: "store-and-network" });
  return node?.bulk && <List bulk={node.bulk} wanted={wanted} news={news} />;
}

interface ListProps {
  bulk: Recipients_list$key;
  wanted: RecipientsQuery["variables"];
  news: number;
}

function List({ bulk, wanted, news }: ListProps) {
  const { data, ...more } = usePaginationFragment<RecipientsQuery, Recipients_list$key>(
    graphql`
      fragment Recipients_list on BulkMessage @refetchable(queryName: "RecipientsMoreQuery") {
        recipients(statuses: $statuses, first: $first, after: $after)
          @connection(key: "Recipients_recipients", filters: ["statuses"]) {
          edges {
            node {
              creator {
                id
              }
              ...Recipients_row
            }
          }
        }
      }
    `,
    bulk,
  );
  const rows = data.recipients.edges;
  useKept(WANTED, wanted, rows.length, news);
  if (rows.length === 0) return <Empty icon="people" words={t.bulk.nobody} />;
  return (
    <Endless
      label={t.bulk.recipients}
      rows={rows}
      keyOf={({ node }) => node.creator.id}
      height={84}
      more={more}
      page={PAGE}
    >
      {({ node }) => <Recipient recipient={node} />}
    </Endless>
  );
}

const ROW = graphql`
  fragment Recipients_row on BulkRecipient {
    status
    text
    creator {
      id
      name
      kind
      avatarUrl
    }
    problem {
      __typename
      detail
      retryAt
    }
    message {
      id
      conversation {
        id
      }
    }
  }
`;

function Recipient({ recipient }: { recipient: Recipients_row$key }) {
  const it = useFragment(ROW, recipient);
  const { creator, problem, message } = it;
  return (
    <article className="recipient" aria-label={creator.name}>
      <Avatar name={creator.name} kind={creator.kind} url={creator.avatarUrl} small />
      <div>
        <p className="recipient-who">
          <strong>{creator.name}</strong>
          <span className="chip" data-tone={TONES[it.status]}>
            {t.bulk.became[it.status]}
          </span>
        </p>
        {it.text && <p className="recipient-text">{it.text}</p>}
        {problem && (
          <p className="recipient-problem">
            {problem.detail} {problem.retryAt && t.goesOn(exactly(problem.retryAt))}
          </p>
        )}
      </div>
      {message && (
        <Link href={`/c/${message.conversation.id}`} className="button" aria-label={t.leads.chatWith(creator.name)}>
          <Icon name="inbox" />
        </Link>
      )}
    </article>
  );
}

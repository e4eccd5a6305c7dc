import { graphql, useLazyLoadQuery } from "react-relay";
import type { HistoryQuery } from "../__generated__/HistoryQuery.graphql";
import { useNews } from "../live/context";
import { exactly, t } from "../texts";

const WANTED = graphql`
  query HistoryQuery($id: ID!) {
    node(id: $id) {
      id
      ... on Partnership {
        linkedAt
        changes(first: 50) {
          nodes {
            id
            status
            commission
            endsAt
            previousCommission
            previousEndsAt
            proposedAt
          }
        }
      }
    }
  }
`;

/** All that was proposed to change a link, the newest first. */
export default function History({ partnership }: { partnership: string }) {
  const news = useNews(["PartnershipChanged"]);
  const { node } = useLazyLoadQuery<HistoryQuery>(
    WANTED,
    { id: partnership },
    { fetchPolicy: "store-and-network", fetchKey: news },
  );
  const changes = node?.changes?.nodes ?? [];
  return (
    <ul className="history" aria-label={t.partnerships.history}>
      {changes.map((change) => (
        <li key={change.id}>
          <time dateTime={change.proposedAt}>{exactly(change.proposedAt)}</time>
          <span>
            {change.commission
              ? t.partnerships.proposedShare(change.commission, change.previousCommission)
              : t.partnerships.proposedEnd(exactly(change.endsAt ?? ""), exactly(change.previousEndsAt))}
          </span>
          <span className="chip" data-tone={change.status === "ACCEPTED" ? "good" : "quiet"}>
            {t.partnerships.changeStatus[change.status]}
          </span>
        </li>
      ))}
      {node?.linkedAt && (
        <li>
          <time dateTime={node.linkedAt}>{exactly(node.linkedAt)}</time>
          <span>{t.partnerships.linked}</span>
        </li>
      )}
    </ul>
  );
}

import { graphql, useFragment, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { RequestsQuery } from "../__generated__/RequestsQuery.graphql";
import type { Requests_list$key } from "../__generated__/Requests_list.graphql";
import type { Requests_request$key } from "../__generated__/Requests_request.graphql";
import { exactly, t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Endless } from "../ui/Endless";
import { Empty } from "../ui/Page";
import { Chat } from "./Chat";
import { leftInWords, useLeft } from "./clock";

const PAGE = 25;

const WANTED = graphql`
  query RequestsQuery($first: Int!, $after: String) {
    ...Requests_list
  }
`;

const LIST = graphql`
  fragment Requests_list on Query @refetchable(queryName: "RequestsMoreQuery") {
    collaborationRequests(first: $first, after: $after) @connection(key: "Requests_collaborationRequests") {
      edges {
        node {
          id
          partner {
            id
            name
            kind
            avatarUrl
            conversation {
              id
            }
          }
          ...Requests_request
        }
      }
    }
  }
`;

/** Whom the creator asked to collaborate, and how long each still sees what is licensed. */
export function Requests() {
  const root = useLazyLoadQuery<RequestsQuery>(WANTED, { first: PAGE }, { fetchPolicy: "store-and-network" });
  const { data, ...more } = usePaginationFragment<RequestsQuery, Requests_list$key>(LIST, root);
  const rows = data.collaborationRequests?.edges ?? [];
  if (rows.length === 0) return <Empty icon="play" words={t.leads.noRequests} />;
  return (
    <Endless
      label={t.leads.tabs.requests}
      rows={rows}
      keyOf={({ node }) => node.id}
      height={90}
      more={more}
      page={PAGE}
    >
      {({ node: { partner, ...request } }) => (
        <article className="partner" aria-label={partner.name}>
          <Avatar name={partner.name} kind={partner.kind} url={partner.avatarUrl} />
          <div className="partner-words">
            <h3>{partner.name}</h3>
            <Asked request={request} />
          </div>
          <div className="partner-does">
            <Chat account={partner} conversation={partner.conversation?.id ?? null} from="PARTNER_LIST" />
          </div>
        </article>
      )}
    </Endless>
  );
}

/** When it was asked, with or without a contact, and the end of the licence. */
export function Asked({ request }: { request: Requests_request$key }) {
  const it = useFragment(
    graphql`
      fragment Requests_request on CollaborationRequest {
        requestedAt
        contactShared
        licensedUntil
      }
    `,
    request,
  );
  const left = useLeft(it.licensedUntil);
  return (
    <p className="facts">
      <span>{t.leads.asked(exactly(it.requestedAt))}</span>
      <span>{it.contactShared ? t.leads.contactShared : t.leads.contactKept}</span>
      <span className="chip" data-tone={left === 0 ? "quiet" : "good"}>
        {left === 0 ? t.leads.seesNoMore(exactly(it.licensedUntil)) : t.leads.sees(leftInWords(left))}
      </span>
    </p>
  );
}

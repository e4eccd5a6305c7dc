import { fetchQuery, graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { FoundNewsQuery } from "../__generated__/FoundNewsQuery.graphql";
import type { Found_creators$key } from "../__generated__/Found_creators.graphql";
import type { FoundQuery } from "../__generated__/FoundQuery.graphql";
import { useHeard, useLine } from "../live/context";
import { t } from "../texts";
import { Endless } from "../ui/Endless";
import { Empty } from "../ui/Page";
import { Refused } from "../ui/Refused";
import type { Chosen } from "./chosen";
import { CreatorRow } from "./CreatorRow";
import { useTalk } from "./talk";
import type { Wanted } from "./wanted";

const PAGE = 25;

interface FoundProps {
  wanted: Wanted;
  chosen: readonly Chosen[];
  onChoose(one: Chosen): void;
  onInvite(one: Chosen): void;
}

/** Who was found, the newest first, as far as one scrolls. */
export function Found({ wanted, chosen, onChoose, onInvite }: FoundProps) {
  const root = useLazyLoadQuery<FoundQuery>(
    graphql`
      query FoundQuery($query: String, $filter: CreatorFilter, $first: Int!, $after: String) {
        ...Found_creators
      }
    `,
    { query: wanted.query.trim(), filter: wanted.filter, first: PAGE },
    { fetchPolicy: "store-and-network" },
  );
  const { data, loadNext, hasNext, isLoadingNext } = usePaginationFragment<FoundQuery, Found_creators$key>(
    graphql`
      fragment Found_creators on Query @refetchable(queryName: "FoundMoreQuery") {
        creators(query: $query, filter: $filter, first: $first, after: $after)
          @connection(key: "Found_creators", filters: ["query", "filter"]) {
          edges {
            node {
              id
              ...CreatorRow_creator
            }
          }
        }
      }
    `,
    root,
  );
  const { talk, busy, refusal } = useTalk();
  useContactsKept();
  const rows = data.creators?.edges.map(({ node }) => node) ?? [];
  if (rows.length === 0) return <Empty icon="people" words={t.creators.none} />;
  return (
    <>
      <Refused refusal={refusal} />
      <Endless
        label={t.creators.list}
        rows={rows}
        keyOf={({ id }) => id}
        height={76}
        more={{ hasNext, isLoadingNext, loadNext }}
        page={PAGE}
      >
        {(row) => (
          <CreatorRow
            creator={row}
            isChosen={chosen.some(({ id }) => id === row.id)}
            busy={busy}
            onChoose={onChoose}
            onInvite={onInvite}
            onTalk={talk}
          />
        )}
      </Endless>
    </>
  );
}

/** What a contact costs is another after what was said and after a block: of that creator it is asked for anew. */
function useContactsKept(): void {
  const { line } = useLine();
  function anew(id: string) {
    fetchQuery<FoundNewsQuery>(
      line.environment,
      graphql`
        query FoundNewsQuery($id: ID!) {
          node(id: $id) {
            ...CreatorRow_creator @alias(as: "creator")
            ... on Conversation {
              counterpart {
                ...CreatorRow_creator @alias(as: "creator")
              }
            }
          }
        }
      `,
      { id },
    ).subscribe({});
  }
  useHeard(["MessageReceived", "ConversationChanged", "BlockChanged"], ({ message, conversation, account }) => {
    const id = message?.conversation.id ?? conversation?.id ?? account?.id;
    if (id !== undefined) anew(id);
  });
}

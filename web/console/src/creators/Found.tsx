import { useRef } from "react";
import { fetchQuery, graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { FoundAnewQuery } from "../__generated__/FoundAnewQuery.graphql";
import type { Found_creators$key } from "../__generated__/Found_creators.graphql";
import type { FoundQuery } from "../__generated__/FoundQuery.graphql";
import { useHeard, useLine, useSoon } from "../live/context";
import { t } from "../texts";
import { Endless } from "../ui/Endless";
import { Empty } from "../ui/Page";
import { Refused } from "../ui/Refused";
import type { Chosen } from "./chosen";
import { CreatorRow } from "./CreatorRow";
import { useTalk } from "./talk";
import type { Wanted } from "./wanted";

const PAGE = 25;
const NAMED = 100; // whom one may ask for at once

const ASKED = graphql`
  query FoundQuery($query: String, $filter: CreatorFilter, $first: Int!, $after: String) {
    ...Found_creators
  }
`;

const CREATORS = graphql`
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
`;

interface FoundProps {
  wanted: Wanted;
  chosen: readonly Chosen[];
  onChoose(one: Chosen): void;
  onInvite(one: Chosen): void;
}

/** Who was found, the newest first, as far as one scrolls. */
export function Found({ wanted, chosen, onChoose, onInvite }: FoundProps) {
  const root = useLazyLoadQuery<FoundQuery>(
    ASKED,
    { query: wanted.query.trim(), filter: wanted.filter, first: PAGE },
    { fetchPolicy: "store-and-network" },
  );
  const { data, loadNext, hasNext, isLoadingNext } = usePaginationFragment<FoundQuery, Found_creators$key>(
    CREATORS,
    root,
  );
  const { talk, busy, refusal } = useTalk("FIND_CREATORS");
  const rows = data.creators?.edges.map(({ node }) => node) ?? [];
  useContactsKept(rows);
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

const ANEW = graphql`
  query FoundAnewQuery($ids: [ID!]!) {
    nodes(ids: $ids) {
      ...CreatorRow_creator @alias(as: "creator")
    }
  }
`;

/** What a contact costs is another after what was said and after a block: of who is shown it is asked for anew. */
function useContactsKept(shown: readonly { id: string }[]): void {
  const { line } = useLine();
  const told = useRef(new Set<string>());
  const ask = useSoon(() => {
    const ids = [...told.current].slice(0, NAMED);
    ids.forEach((id) => told.current.delete(id));
    if (told.current.size > 0) ask();
    fetchQuery<FoundAnewQuery>(line.environment, ANEW, { ids }).subscribe({});
  });
  useHeard(["MessageReceived", "ConversationChanged", "BlockChanged"], ({ message, conversation, account }) => {
    const id = message?.conversation.counterpart.id ?? conversation?.counterpart?.id ?? account?.id;
    if (id === undefined || !shown.some((one) => one.id === id)) return;
    told.current.add(id);
    ask();
  });
}

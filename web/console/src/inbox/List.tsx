import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { graphql, useLazyLoadQuery, usePaginationFragment, useRelayEnvironment } from "react-relay";
import type { ListQuery } from "../__generated__/ListQuery.graphql";
import type { List_view$data, List_view$key } from "../__generated__/List_view.graphql";
import { useNews } from "../live/context";
import { t } from "../texts";
import { Empty } from "../ui/Page";
import { askAnew, hasMissed } from "./lists";
import { Row } from "./Row";
import { Rows } from "./Rows";
import { asked, isUnknown, nameOf, type View } from "./view";

const RowMenu = lazy(() => import("./RowMenu"));

const FIRST = 25;
const MORE = 50;
const TOLD = ["MessageReceived", "MessageRecalled", "ConversationRead", "ConversationChanged", "LeadChanged"] as const;
const places = new Map<string, number>(); // how far each view was scrolled

/** The conversations of a view, the newest activity first, kept true while it is shown. */
export function List({ view, open }: { view: View; open: string | null }) {
  const root = useLazyLoadQuery<ListQuery>(
    graphql`
      query ListQuery($folder: InboxFolder!, $tab: InboxTab, $filter: InboxFilter, $first: Int!, $after: String) {
        ...List_view
      }
    `,
    { ...asked(view), first: FIRST },
    // What events keep true is not asked for again: so it is where one left it.
    { fetchPolicy: isUnknown(view) ? "store-and-network" : "store-or-network" },
  );
  const { data, loadNext, hasNext, isLoadingNext } = usePaginationFragment<ListQuery, List_view$key>(
    graphql`
      fragment List_view on Query @refetchable(queryName: "ListMoreQuery") {
        inbox(folder: $folder, tab: $tab, filter: $filter, first: $first, after: $after)
          @connection(key: "List_inbox", filters: ["folder", "tab", "filter"]) {
          edges {
            node {
              id
              lastActivityAt
              ...Row_conversation
            }
          }
        }
      }
    `,
    root,
  );
  useAskAnew(view);
  const edges = data.inbox?.edges;
  const rows = useMemo(() => edges?.map(({ node }) => node) ?? [], [edges]);
  const [menu, setMenu] = useState<{ id: string; anchor: Element } | null>(null);
  const onMenu = useCallback((id: string, anchor: Element) => setMenu({ id, anchor }), []);
  const near = useCallback(() => {
    if (!isLoadingNext) loadNext(MORE);
  }, [isLoadingNext, loadNext]);
  const name = nameOf(view);

  if (rows.length === 0) return <Empty icon="inbox" words={t.inbox.empty(view.folder, isUnknown(view) || asked(view).filter !== null)} />;
  return (
    <>
      <Rows
        label={t.inbox.folders[view.folder]}
        rows={rows}
        idOf={idOf}
        timeOf={timeOf}
        hasMore={hasNext}
        onNear={near}
        start={places.get(name) ?? 0}
        onPlace={(top) => places.set(name, top)}
        onMenu={onMenu}
      >
        {(node, first) => <Row conversation={node} open={node.id === open} first={first} onMenu={onMenu} />}
      </Rows>
      {menu && (
        <Suspense fallback={null}>
          <RowMenu key={menu.id} conversation={menu.id} anchor={menu.anchor} onClose={() => setMenu(null)} />
        </Suspense>
      )}
    </>
  );
}

type Known = NonNullable<List_view$data["inbox"]>["edges"][number]["node"];
const idOf = (row: Known): string => row.id;
const timeOf = (row: Known): string => row.lastActivityAt;

/** Where rows do not tell what belongs to a view, the server is asked after what may have changed it. */
function useAskAnew(view: View): void {
  const environment = useRelayEnvironment();
  const news = useNews(TOLD);
  const begun = useRef(news);
  const name = nameOf(view);
  useEffect(() => {
    const changed = begun.current !== news && isUnknown(view);
    begun.current = news;
    // What was under way is not given up: an answer that comes later than another is as new as its own rows.
    if (hasMissed(view) || changed) askAnew(environment, view);
  }, [environment, name, news]);
}

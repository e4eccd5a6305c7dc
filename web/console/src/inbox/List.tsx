import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { Button } from "react-aria-components";
import { useRelayEnvironment } from "react-relay";
import { useNews } from "../live/context";
import { t } from "../texts";
import { Empty } from "../ui/Page";
import { Waiting } from "../ui/Waiting";
import { listOf, type Entry, type List as Listed } from "./lists";
import { Row } from "./Row";
import { Rows } from "./Rows";
import { asked, isUnknown, nameOf, type View } from "./view";

const RowMenu = lazy(() => import("./RowMenu"));

const TOLD = ["MessageReceived", "MessageRecalled", "ConversationRead", "ConversationChanged", "LeadChanged"] as const;
const places = new WeakMap<Listed, number>(); // how far each was scrolled

/** The conversations of a view, the newest activity first, kept true also while others are shown. */
export function List({ view, open }: { view: View; open: string | null }) {
  const environment = useRelayEnvironment();
  const name = nameOf(view);
  const list = useMemo(() => listOf(environment, view), [environment, name]);
  const { rows, hasMore, begun, fault } = useSyncExternalStore(list.watch, list.shown);
  const [menu, setMenu] = useState<{ id: string; anchor: Element } | null>(null);
  const onMenu = useCallback((id: string, anchor: Element) => setMenu({ id, anchor }), []);
  useEffect(() => list.begin(), [list]);
  useAskAnew(list);

  if (fault) return <Failed fault={fault} onAgain={list.more} />;
  if (!begun) return <Waiting />;
  if (rows.length === 0) return <Empty icon="inbox" words={t.inbox.empty(view.folder, asked(view).filter !== null)} />;
  return (
    <>
      <Rows
        label={t.inbox.folders[view.folder]}
        rows={rows}
        idOf={idOf}
        timeOf={timeOf}
        hasMore={hasMore}
        onNear={list.more}
        start={places.get(list) ?? 0}
        onPlace={(top) => places.set(list, top)}
        onMenu={onMenu}
      >
        {({ id, row }, first) => <Row conversation={row} open={id === open} first={first} onMenu={onMenu} />}
      </Rows>
      {menu && (
        <Suspense fallback={null}>
          <RowMenu key={menu.id} conversation={menu.id} anchor={menu.anchor} onClose={() => setMenu(null)} />
        </Suspense>
      )}
    </>
  );
}

const idOf = (entry: Entry): string => entry.id;
const timeOf = (entry: Entry): string => entry.at;

function Failed({ fault, onAgain }: { fault: Error; onAgain(): void }) {
  return (
    <div className="waiting" role="alert">
      <p>
        {t.fault} {fault.message}
      </p>
      <Button onPress={onAgain}>{t.again}</Button>
    </div>
  );
}

/** Where rows do not tell what belongs to a list, the server is asked after what may have changed it. */
function useAskAnew(list: Listed): void {
  const news = useNews(TOLD);
  const begun = useRef(news);
  useEffect(() => {
    if (begun.current !== news && isUnknown(list.view)) list.askAnew();
    begun.current = news;
  }, [list, news]);
}

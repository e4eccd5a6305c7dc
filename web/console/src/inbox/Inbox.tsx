import { lazy, Suspense, useDeferredValue, useState } from "react";
import { Button, TabPanel, Tabs } from "react-aria-components";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";
import { Caught } from "../ui/Caught";
import { Chips } from "./Chips";
import { Find, usePaused } from "./Find";
import { Counted, Folders, type Counts } from "./Folders";
import "./inbox.css";
import { List } from "./List";
import { asked, nameOf, useView, type InboxFolder, type View } from "./view";

const Search = lazy(() => import("./Search"));
const Filters = lazy(() => import("./Filters"));
const ReadAll = lazy(() => import("./ReadAll"));

type Change = (change: Partial<View>) => void;

/** What is looked for, else the folders with their counts and the conversations of one of them. */
export function Inbox({ open }: { open: string | null }) {
  const [view, change] = useView();
  const [text, setText] = useState("");
  const query = usePaused(text.trim());
  const [dialog, setDialog] = useState<"filters" | "read" | null>(null);
  const { kind } = useViewer().account;
  const set = Object.keys(asked(view).filter ?? {}).length;
  return (
    <nav className="inbox" aria-label={t.inbox.label}>
      <header className="inbox-head">
        <Find text={text} onText={setText} />
        {kind !== "CREATOR" && (
          <Button
            className="bare"
            aria-label={t.inbox.filters.label}
            aria-pressed={set > 0}
            onPress={() => setDialog("filters")}
          >
            <Icon name="filter" />
          </Button>
        )}
        <Button className="bare" aria-label={t.inbox.readAll.label} onPress={() => setDialog("read")}>
          <Icon name="read" />
        </Button>
      </header>
      {text.trim() !== "" ? (
        <Caught>
          <Suspense fallback={<Waiting />}>
            {query === "" ? <Waiting /> : <Search query={query} tab={view.tab} onLeave={() => setText("")} />}
          </Suspense>
        </Caught>
      ) : (
        <Folder view={view} change={change} open={open} />
      )}
      <Suspense fallback={null}>
        {dialog === "filters" && (
          <Filters view={view} onFilter={(filter) => change({ filter })} onClose={() => setDialog(null)} />
        )}
        {dialog === "read" && <ReadAll view={view} onClose={() => setDialog(null)} />}
      </Suspense>
    </nav>
  );
}

function Folder({ view, change, open }: { view: View; change: Change; open: string | null }) {
  const shown = useDeferredValue(view); // counts of before stay until there are others
  const [counts, setCounts] = useState<Counts | null>(null);
  const { kind } = useViewer().account;
  return (
    <Tabs
      className="column"
      selectedKey={view.folder}
      onSelectionChange={(key) => change({ folder: key as InboxFolder })}
    >
      <Folders counts={counts} folder={view.folder} />
      <Caught quiet key={nameOf(shown)}>
        <Suspense fallback={null}>
          <Counted view={shown} onCounts={setCounts} />
        </Suspense>
      </Caught>
      {kind === "CREATOR" && <Narrow view={view} change={change} />}
      <Chips view={view} onFilter={(filter) => change({ filter })} />
      <TabPanel key={view.folder} id={view.folder} className="column">
        <List key={nameOf(view)} view={view} open={open} />
      </TabPanel>
    </Tabs>
  );
}

/** A creator's tabs, and what has an invitation in it. */
function Narrow({ view, change }: { view: View; change: Change }) {
  const collab = view.filter.hasInvitation === true;
  return (
    <div className="whose" role="group" aria-label={t.inbox.tabs.label}>
      {([null, "SHOPS", "AGENCIES"] as const).map((tab) => (
        <Button key={tab} className="bare" aria-pressed={view.tab === tab} onPress={() => change({ tab })}>
          {t.inbox.tabs[tab ?? "ALL"]}
        </Button>
      ))}
      <Button
        className="bare"
        aria-pressed={collab}
        onPress={() => change({ filter: collab ? {} : { hasInvitation: true } })}
      >
        {t.inbox.tabs.COLLAB}
      </Button>
    </div>
  );
}

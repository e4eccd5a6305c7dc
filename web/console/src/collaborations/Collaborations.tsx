import { lazy, Suspense, useState, type ComponentType, type LazyExoticComponent } from "react";
import { Button } from "react-aria-components";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Empty, Page } from "../ui/Page";
import { Tabbed } from "../ui/Tabbed";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";
import "../cards/cards.css";
import "./collaborations.css";

type Shown = "targets" | "invitations" | "showcase" | "lists" | "campaigns";
type Making = LazyExoticComponent<ComponentType<{ onClose(): void }>>;

const LISTS: Record<Shown, LazyExoticComponent<ComponentType>> = {
  targets: lazy(() => import("./Targets")),
  invitations: lazy(() => import("./Invitations")),
  showcase: lazy(() => import("./Showcase")),
  lists: lazy(() => import("./ProductLists")),
  campaigns: lazy(() => import("./Campaigns")),
};
const MAKING: Partial<Record<Shown, Making>> = {
  targets: lazy(() => import("./NewTarget")),
  lists: lazy(() => import("./NewProductList")),
  campaigns: lazy(() => import("./NewCampaign")),
};
const OF = {
  SELLER: ["targets", "invitations"],
  CREATOR: ["invitations", "showcase"],
  AGENCY: ["lists", "campaigns"],
} as const;

/** What an account offers to creators, or a creator was offered. */
export default function Collaborations() {
  const { account } = useViewer();
  const mine: readonly Shown[] = OF[account.kind];
  const [shown, setShown] = useState<Shown>(mine[0] ?? "invitations");
  const [making, setMaking] = useState(false);
  if (account.kind === "AGENCY" && account.programmes?.includes("TAP") !== true) {
    return (
      <Page title={t.pages.collaborations}>
        <Empty icon="bag" words={t.collaborations.forTap} />
      </Page>
    );
  }
  const List = LISTS[shown];
  const Make = MAKING[shown];
  const actions = Make && (
    <Button className="primary" onPress={() => setMaking(true)}>
      <Icon name="plus" /> {t.collaborations.make[shown]}
    </Button>
  );
  const tabs = mine.map((value) => ({ value, text: t.collaborations.tabs[value] }));
  return (
    <Page title={t.pages.collaborations} actions={actions}>
      <Tabbed<Shown> label={t.pages.collaborations} tabs={tabs} value={shown} onChange={setShown}>
        <Suspense fallback={<Waiting />}>
          <List />
        </Suspense>
      </Tabbed>
      {making && Make && (
        <Suspense fallback={null}>
          <Make onClose={() => setMaking(false)} />
        </Suspense>
      )}
    </Page>
  );
}

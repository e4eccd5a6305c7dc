import { Suspense, useDeferredValue, useState } from "react";
import { Input, SearchField } from "react-aria-components";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Tabbed } from "../ui/Tabbed";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";
import type { Attachment } from "./attached";
import { OwnLists } from "./OwnLists";
import { Offers, type Whom } from "./Offers";
import { OwnProducts } from "./OwnProducts";
import "./products.css";

interface ProductsProps {
  to: Whom;
  onClose(): void;
  onChoose(it: Attachment): void;
}

/** What a seller's products, also those of its target collaborations, or an agency's lists, are chosen in. */
export default function Products({ to, onClose, onChoose }: ProductsProps) {
  const sells = useViewer().account.kind === "SELLER";
  const [query, setQuery] = useState("");
  const shown = useDeferredValue(query.trim());
  function choose(it: Attachment) {
    onChoose(it);
    onClose();
  }
  return (
    <Popup title={sells ? t.thread.products : t.thread.lists} onClose={onClose}>
      <SearchField aria-label={t.thread.search} value={query} onChange={setQuery} autoFocus>
        <Input placeholder={t.thread.search} />
      </SearchField>
      {sells ? (
        <Shop to={to} query={shown} onChoose={choose} />
      ) : (
        <Suspense fallback={<Waiting />}>
          <OwnLists query={shown} onChoose={choose} />
        </Suspense>
      )}
    </Popup>
  );
}

type Tab = "own" | "offers";

interface ShopProps {
  to: Whom;
  query: string;
  onChoose(it: Attachment): void;
}

/** A seller's products that are open to everybody, and what it offers to those whom it invites. */
function Shop({ to, query, onChoose }: ShopProps) {
  const [tab, setTab] = useState<Tab>("own");
  const tabs = [
    { value: "own", text: t.collaborations.products },
    { value: "offers", text: t.collaborations.tabs.targets },
  ] as const;
  return (
    <Tabbed<Tab> label={t.thread.products} tabs={tabs} value={tab} onChange={setTab}>
      <Suspense fallback={<Waiting />}>
        {tab === "own" ? (
          <OwnProducts query={query} onChoose={onChoose} />
        ) : (
          <Offers key={query} to={to} query={query} onChoose={onChoose} />
        )}
      </Suspense>
    </Tabbed>
  );
}

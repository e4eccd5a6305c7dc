import { Suspense } from "react";
import { readInlineData } from "react-relay";
import type { item_product$key } from "../__generated__/item_product.graphql";
import { keen } from "../ui/keen";
import { useViewer } from "../viewer";
import { CARD_ITEM } from "./item";
import { Rows } from "./Rows";

const Shelf = keen(() => import("./Shelf"));

interface ProductsProps {
  message: string;
  items: readonly item_product$key[];
  /** Whether there is nothing more to add from it. */
  full: boolean;
  /** Why nothing can be added from it; null where it can. */
  closed?: string | null;
  /** The invitation that offers them, and whether it gives samples of all. */
  invitation?: { id: string; freeSample: boolean } | null;
}

/** The products of a card; whoever it was sent to puts them into the showcase. */
export function Products({ message, items, full, closed = null, invitation = null }: ProductsProps) {
  const shown = items.map((item) => readInlineData<item_product$key>(CARD_ITEM, item));
  const rows = <Rows items={shown} />;
  if (useViewer().account.kind !== "CREATOR") return rows;
  return (
    <Suspense fallback={rows}>
      <Shelf message={message} items={shown} full={full} closed={closed} invitation={invitation} />
    </Suspense>
  );
}

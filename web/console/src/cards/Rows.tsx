import type { ReactNode } from "react";
import { exactly, money, t } from "../texts";
import { Icon } from "../ui/Icon";
import { Tile } from "../ui/Tile";
import type { Item } from "./item";

interface RowsProps {
  items: readonly Item[];
  /** Before a product, as a checkbox. */
  lead?(item: Item): ReactNode;
  /** Below it: what one does with it, and what became of it. */
  tail?(item: Item): ReactNode;
}

/** The products of a card: as they were sent, and what is different today. */
export function Rows({ items, lead, tail }: RowsProps) {
  return (
    <ul className="products">
      {items.map((item) => (
        <li key={item.product.id} data-added={item.added}>
          {lead?.(item)}
          <Tile title={item.title} url={item.product.imageUrl} />
          <div className="about">
            <strong>{item.title}</strong>
            {item.product.title !== item.title && <small>{t.card.titleToday(item.product.title)}</small>}
            <p className="terms">
              <Price item={item} />
              {item.commission && <span className="rate">{t.card.commission(item.commission)}</span>}
            </p>
            {item.product.state !== "ACTIVE" && (
              <span className="chip" data-tone="warn">
                {t.card.state[item.product.state]}
              </span>
            )}
            {item.added && (
              <span className="added" title={item.addedAt ? exactly(item.addedAt) : undefined}>
                <Icon name="check" />
                {t.card.added}
              </span>
            )}
            {tail?.(item)}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Price({ item: { price, product } }: { item: Item }) {
  const same = price.amount === product.price.amount && price.currency === product.price.currency;
  if (same) return <b>{money(price)}</b>;
  return (
    <>
      <s>
        <span className="unseen">{t.card.sentAt} </span>
        {money(price)}
      </s>
      <b>
        {money(product.price)} <small>{t.card.today}</small>
      </b>
    </>
  );
}

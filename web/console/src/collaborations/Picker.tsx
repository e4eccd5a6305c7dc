import { money, t } from "../texts";
import { Field } from "../ui/Field";
import { Tick } from "../ui/Tick";
import { Tile } from "../ui/Tile";

export interface Pick {
  readonly id: string;
  readonly title: string;
  readonly imageUrl?: string | null;
  readonly commission?: string | null;
  readonly price: { readonly amount: string; readonly currency: string };
}

/** Which products are chosen, each with its rate in percent as it was written. */
export type Picked = Readonly<Record<string, string>>;

interface PickerProps {
  products: readonly Pick[];
  picked: Picked;
  onChange(picked: Picked): void;
  /** The rate that a product begins with, where each has one. */
  rate?: string;
}

/** Products to choose from. */
export function Picker({ products, picked, onChange, rate }: PickerProps) {
  function choose(id: string, on: boolean) {
    const { [id]: _, ...others } = picked;
    onChange(on ? { ...others, [id]: rate ?? "" } : others);
  }
  if (products.length === 0) return <p className="hint">{t.nothingHere}</p>;
  return (
    <ul className="picks" aria-label={t.collaborations.products}>
      {products.map((product) => (
        <li key={product.id}>
          <Tick on={product.id in picked} onChange={(on) => choose(product.id, on)}>
            <Tile title={product.title} url={product.imageUrl} small />
            <span className="about">
              <strong>{product.title}</strong>
              <small>
                {money(product.price)}
                {product.commission && ` · ${t.card.commission(product.commission)}`}
              </small>
            </span>
          </Tick>
          {rate !== undefined && product.id in picked && (
            <div className="rate-field">
              <Field
                label={t.collaborations.rate}
                value={picked[product.id] ?? ""}
                onChange={(value) => onChange({ ...picked, [product.id]: value })}
                inputMode="decimal"
                required
              />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

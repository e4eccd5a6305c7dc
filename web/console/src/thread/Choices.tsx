import { useState, type ReactNode } from "react";
import { Button, ToggleButton } from "react-aria-components";
import { money, t } from "../texts";
import { Tile } from "../ui/Tile";

const MOST = 5; // products of one message

export interface Choosable {
  readonly id: string;
  readonly title: string;
  readonly imageUrl?: string | null;
  readonly state: string;
  readonly price: { readonly amount: string; readonly currency: string };
}

interface ChoicesProps {
  products: readonly Choosable[];
  /** What is said of one beside its price. */
  noteOf?(product: Choosable): string;
  /** Whether they can be sent. */
  open?: boolean;
  onChoose(products: readonly Choosable[]): void;
  /** What else there is to press. */
  children?: ReactNode;
}

/** Products, of which some are chosen for one message. */
export function Choices({ products, noteOf, open = true, onChoose, children }: ChoicesProps) {
  const [chosen, setChosen] = useState<readonly Choosable[]>([]);
  return (
    <>
      {products.length === 0 && <p>{t.nothingHere}</p>}
      <ul className="choices">
        {products.map((one) => {
          const on = chosen.some(({ id }) => id === one.id);
          const note = [money(one.price), noteOf?.(one)].filter(Boolean).join(" · ");
          return (
            <li key={one.id}>
              <ToggleButton
                isSelected={on}
                isDisabled={!open || one.state !== "ACTIVE" || (!on && chosen.length >= MOST)}
                onChange={(next) => setChosen(next ? [...chosen, one] : chosen.filter(({ id }) => id !== one.id))}
              >
                <Tile title={one.title} url={one.imageUrl} small />
                <span>{one.title}</span>
                <small>{one.state === "ACTIVE" ? note : t.thread.states[one.state]}</small>
                <span className="box" aria-hidden="true">
                  {on && "✓"}
                </span>
              </ToggleButton>
            </li>
          );
        })}
      </ul>
      <div className="buttons">
        {children}
        <Button className="primary" isDisabled={chosen.length === 0} onPress={() => onChoose(chosen)}>
          {t.thread.attachProducts(chosen.length, MOST)}
        </Button>
      </div>
    </>
  );
}

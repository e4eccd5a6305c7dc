import { useState, type FormEvent } from "react";
import { Button, Checkbox, CheckboxGroup, FieldError, Form, Input, Label, TextField } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { CreatorFiltersQuery } from "../__generated__/CreatorFiltersQuery.graphql";
import type { CreatorFilter, CreatorLevel } from "../__generated__/FoundQuery.graphql";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { Popup } from "../ui/Dialog";
import { LEVELS } from "./wanted";

const words = t.creators.filters;
const NUMBER = /^\d{1,15}$/;
const AMOUNT = /^\d{1,15}(\.\d{1,2})?$/;

interface FiltersProps {
  filter: CreatorFilter;
  onFilter(filter: CreatorFilter): void;
  onClose(): void;
}

/** The dialog in which one says which creators to look for. */
export default function CreatorFilters({ filter, onFilter, onClose }: FiltersProps) {
  const known = useKnown();
  const [followers, setFollowers] = useState(() => typed(filter.followers));
  const [gmv, setGmv] = useState(() => typed(filter.affiliateGmv30d));
  const [levels, setLevels] = useState<readonly string[]>(filter.levels ?? []);
  const [categories, setCategories] = useState<readonly string[]>(filter.categories ?? []);
  const [market, setMarket] = useState(filter.market ?? "");

  function apply(event: FormEvent) {
    event.preventDefault();
    if (wrong(followers, NUMBER) || wrong(gmv, AMOUNT)) return;
    onFilter({
      followers: range(followers, Number),
      affiliateGmv30d: range(gmv, String),
      levels: levels.length > 0 ? (levels as CreatorLevel[]) : null,
      categories: categories.length > 0 ? categories : null,
      market: market || null,
    });
    onClose();
  }

  function reset() {
    onFilter({});
    onClose();
  }

  const markets = [{ value: "", text: words.anyMarket }, ...known.markets.map((one) => ({ value: one, text: one }))];
  const offered = [...new Set([...known.categories, ...categories])].sort();
  return (
    <Popup title={words.title} onClose={onClose}>
      <Form className="creator-filters" onSubmit={apply}>
        <Range label={t.creators.followers} typed={followers} onType={setFollowers} rule={NUMBER} complaint={words.number} />
        <Range label={t.creators.gmv} typed={gmv} onType={setGmv} rule={AMOUNT} complaint={words.amount} hint={words.currency} />
        <Some label={words.level} all={LEVELS} chosen={levels} onChoose={setLevels} text={(one) => t.creators.levels[one as CreatorLevel]} />
        <Some label={words.categories} all={offered} chosen={categories} onChoose={setCategories} text={(one) => one} />
        <AddCategory onAdd={(one) => setCategories([...new Set([...categories, one])])} />
        <Choice label={words.market} value={market} options={markets} onChange={setMarket} />
        <div className="buttons">
          <Button onPress={reset}>{words.reset}</Button>
          <Button className="primary" type="submit">
            {words.apply}
          </Button>
        </div>
      </Form>
    </Popup>
  );
}

/** The viewer's markets, and the categories of the newest creators: others can be typed. */
function useKnown(): { markets: readonly string[]; categories: string[] } {
  const { viewer, creators } = useLazyLoadQuery<CreatorFiltersQuery>(
    graphql`
      query CreatorFiltersQuery {
        viewer {
          id
          account {
            id
            markets
          }
        }
        creators(first: 50) {
          nodes {
            id
            category
          }
        }
      }
    `,
    {},
  );
  const named = creators?.nodes.map((one) => one.category).filter((one) => one !== null && one !== undefined);
  return { markets: viewer.account.markets, categories: [...new Set(named)] };
}

interface Typed {
  from: string;
  below: string;
}

function typed(range: { min?: unknown; max?: unknown } | null | undefined): Typed {
  return { from: String(range?.min ?? ""), below: String(range?.max ?? "") };
}

/** What is wrong with a range, if anything. */
function wrong({ from, below }: Typed, rule: RegExp): "from" | "below" | "order" | null {
  if (from !== "" && !rule.test(from)) return "from";
  if (below !== "" && !rule.test(below)) return "below";
  return from !== "" && below !== "" && Number(below) <= Number(from) ? "order" : null;
}

function range<V>({ from, below }: Typed, read: (text: string) => V): { min: V | null; max: V | null } | null {
  if (from === "" && below === "") return null;
  return { min: from === "" ? null : read(from), max: below === "" ? null : read(below) };
}

interface RangeProps {
  label: string;
  typed: Typed;
  onType(typed: Typed): void;
  rule: RegExp;
  complaint: string;
  hint?: string;
}

function Range({ label, typed, onType, rule, complaint, hint }: RangeProps) {
  const fault = wrong(typed, rule);
  return (
    <fieldset className="range">
      <legend>{label}</legend>
      <TextField value={typed.from} onChange={(from) => onType({ ...typed, from: from.trim() })} isInvalid={fault === "from"}>
        <Label>{words.from}</Label>
        <Input inputMode="decimal" />
        <FieldError>{complaint}</FieldError>
      </TextField>
      <TextField
        value={typed.below}
        onChange={(below) => onType({ ...typed, below: below.trim() })}
        isInvalid={fault === "below" || fault === "order"}
      >
        <Label>{words.below}</Label>
        <Input inputMode="decimal" />
        <FieldError>{fault === "order" ? words.order : complaint}</FieldError>
      </TextField>
      {hint && <small>{hint}</small>}
    </fieldset>
  );
}

interface SomeProps {
  label: string;
  all: readonly string[];
  chosen: readonly string[];
  onChoose(chosen: readonly string[]): void;
  text(one: string): string;
}

/** Any of some. */
function Some({ label, all, chosen, onChoose, text }: SomeProps) {
  return (
    <CheckboxGroup className="some" value={[...chosen]} onChange={onChoose}>
      <Label>{label}</Label>
      <div className="pills">
        {all.map((one) => (
          <Checkbox key={one} value={one} className="pill">
            {text(one)}
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}

function AddCategory({ onAdd }: { onAdd(category: string): void }) {
  const [text, setText] = useState("");
  function add() {
    if (text.trim() !== "") onAdd(text.trim());
    setText("");
  }
  return (
    <div className="adding">
      <TextField
        aria-label={words.addCategory}
        value={text}
        onChange={setText}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault(); // the form is not ready yet
          add();
        }}
      >
        <Input placeholder={words.addCategory} />
      </TextField>
      <Button onPress={add} isDisabled={text.trim() === ""}>
        {words.add}
      </Button>
    </div>
  );
}

import { useState, type FormEvent } from "react";
import { Button, Form } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { CreatorFiltersQuery } from "../__generated__/CreatorFiltersQuery.graphql";
import type { CreatorFilter } from "../__generated__/FoundQuery.graphql";
import { Range, Some } from "../inbox/fields";
import "../inbox/filters.css";
import { t } from "../texts";
import { Another } from "../ui/Another";
import { Choice } from "../ui/Choice";
import { Popup } from "../ui/Dialog";
import { LEVELS } from "./wanted";

const words = t.creators.filters;
const AMOUNT = /^\d{1,12}(\.\d{1,2})?$/;

interface FiltersProps {
  filter: CreatorFilter;
  onFilter(filter: CreatorFilter): void;
  onClose(): void;
}

/** The dialog in which one says which creators to look for. */
export default function CreatorFilters({ filter: before, onFilter, onClose }: FiltersProps) {
  const [filter, setFilter] = useState(before);
  const change = (part: CreatorFilter) => setFilter({ ...filter, ...part });
  const wrong = wrongIn(filter);
  function show(event: FormEvent) {
    event.preventDefault();
    if (wrong !== null) return;
    onFilter(filter);
    onClose();
  }
  return (
    <Popup title={words.title} wide onClose={onClose}>
      <Form className="filters" onSubmit={show}>
        <Fields filter={filter} change={change} />
        {wrong !== null && (
          <p role="alert" className="refused">
            {wrong}
          </p>
        )}
        <div className="buttons filters-end">
          <Button onPress={() => setFilter({})}>{words.reset}</Button>
          <Button className="primary" type="submit" isDisabled={wrong !== null}>
            {words.apply}
          </Button>
        </div>
      </Form>
    </Popup>
  );
}

function Fields({ filter, change }: { filter: CreatorFilter; change(part: CreatorFilter): void }) {
  const { markets, categories } = useChoices();
  return (
    <>
      <div className="filters-row">
        <Range
          label={t.creators.followers}
          value={filter.followers}
          onChange={(followers) => change({ followers })}
          read={Number}
        />
        <Range
          label={t.creators.gmv}
          value={filter.affiliateGmv30d}
          onChange={(affiliateGmv30d) => change({ affiliateGmv30d })}
          read={String}
        />
      </div>
      <small>{words.currency}</small>
      <Some
        label={words.level}
        all={LEVELS}
        nameOf={(one) => t.creators.levels[one]}
        chosen={filter.levels}
        onChange={(levels) => change({ levels })}
      />
      <Some
        label={words.categories}
        all={categories}
        chosen={filter.categories}
        onChange={(chosen) => change({ categories: chosen })}
      >
        <Another name={words.addCategory} onAdd={(one) => change({ categories: withOne(filter.categories, one) })} />
      </Some>
      <Choice
        label={words.market}
        value={filter.market ?? ""}
        options={[{ value: "", text: words.anyMarket }, ...markets.map((one) => ({ value: one, text: one }))]}
        onChange={(market) => change({ market: market || null })}
      />
    </>
  );
}

const withOne = (all: readonly string[] | null | undefined, one: string) => [...new Set([...(all ?? []), one])];

/** What the server would not take, if anything. */
function wrongIn({ followers, affiliateGmv30d: gmv }: CreatorFilter): string | null {
  const counts = [followers?.min, followers?.max].filter((one) => one != null);
  if (counts.some((one) => !Number.isSafeInteger(one) || one < 0)) return words.number;
  if ([gmv?.min, gmv?.max].some((one) => one != null && !AMOUNT.test(one))) return words.amount;
  return [followers, gmv].some((one) => one?.min != null && one.max != null && Number(one.max) <= Number(one.min))
    ? words.order
    : null;
}

/** The viewer's markets, and the categories of the newest creators: others can be typed. */
function useChoices(): { markets: readonly string[]; categories: string[] } {
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
  const named = creators?.nodes.map((one) => one.category).filter((one) => one != null);
  return { markets: viewer.account.markets, categories: [...new Set(named)].sort() };
}

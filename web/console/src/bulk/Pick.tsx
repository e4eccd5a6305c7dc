import { useDeferredValue, useState } from "react";
import { Button, Input, ListBox, ListBoxItem, SearchField } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { PickQuery, PickQuery$data } from "../__generated__/PickQuery.graphql";
import { exactly, money, t } from "../texts";
import { Icon } from "../ui/Icon";
import type { Kind, Picked } from "./draft";

type Listed = Exclude<Kind, "text" | "photo">;
type Offered = Picked & { about: string; disabled?: boolean };

interface PickProps {
  kind: Listed;
  most: number;
  picked: readonly Picked[];
  onPick(picked: readonly Picked[]): void;
}

/** Some of what the account has to send, the newest of what is looked for. */
export function Pick({ kind, most, picked, onPick }: PickProps) {
  const [query, setQuery] = useState("");
  const items = useOffered(kind, useDeferredValue(query));
  return (
    <div className="pick">
      <SearchField aria-label={t.bulk.look[kind]} value={query} onChange={setQuery}>
        <Input placeholder={t.bulk.look[kind]} />
      </SearchField>
      <Choices items={items} kind={kind} most={most} picked={picked} onPick={onPick} />
      {most > 1 && <small>{t.bulk.atMost(picked.length, most)}</small>}
      {picked.length > 0 && (
        <div className="pills">
          {picked.map(({ id, title }) => (
            <Button
              key={id}
              className="chip removable"
              aria-label={t.bulk.without(title)}
              onPress={() => onPick(picked.filter((one) => one.id !== id))}
            >
              {title} <Icon name="close" />
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

function Choices({ items, kind, most, picked, onPick }: PickProps & { items: readonly Offered[] }) {
  const full = most > 1 && picked.length >= most;
  const isPicked = (id: string) => picked.some((one) => one.id === id);

  function choose(ids: ReadonlySet<unknown>) {
    const known = new Map([...items, ...picked].map(({ id, title, variables }) => [id, { id, title, variables }]));
    const order = [...picked.map(({ id }) => id), ...ids] as string[]; // in the order that they were picked in
    const chosen = [...new Set(order)].filter((id) => ids.has(id)).flatMap((id) => known.get(id) ?? []);
    onPick(chosen.slice(0, most));
  }

  return (
    <ListBox
      className="picks"
      aria-label={t.bulk.kinds[kind]}
      selectionMode={most > 1 ? "multiple" : "single"}
      selectedKeys={picked.map(({ id }) => id)}
      disabledKeys={items.filter(({ id, disabled }) => disabled || (full && !isPicked(id))).map(({ id }) => id)}
      onSelectionChange={(keys) => keys !== "all" && choose(keys)}
      renderEmptyState={() => t.nothingHere}
    >
      {items.map(({ id, title, about }) => (
        <ListBoxItem key={id} id={id} textValue={title} className="pick-one">
          <span>
            {title} <small>{about}</small>
          </span>
          <Icon name="check" />
        </ListBoxItem>
      ))}
    </ListBox>
  );
}

const OFFERED = graphql`
  query PickQuery($query: String, $products: Boolean!, $replies: Boolean!, $lists: Boolean!, $targets: Boolean!) {
    products(query: $query, first: 50) @include(if: $products) {
      nodes {
        id
        title
        state
        price {
          amount
          currency
        }
      }
    }
    savedReplies(query: $query, first: 50) @include(if: $replies) {
      nodes {
        id
        name
        text
        variables
      }
    }
    productLists(query: $query, first: 50) @include(if: $lists) {
      nodes {
        id
        name
        products {
          id
        }
      }
    }
    targetCollaborations(query: $query, first: 50) @include(if: $targets) {
      nodes {
        id
        name
        endsAt
      }
    }
  }
`;

function useOffered(kind: Listed, query: string): readonly Offered[] {
  const found = useLazyLoadQuery<PickQuery>(
    OFFERED,
    {
      query: query.trim() || null,
      products: kind === "products",
      replies: kind === "reply",
      lists: kind === "list",
      targets: kind === "target",
    },
    { fetchPolicy: "store-and-network" },
  );
  return offered(found);
}

function offered({ products, savedReplies, productLists, targetCollaborations }: PickQuery$data): readonly Offered[] {
  return [
    ...(products?.nodes ?? []).map(({ id, title, price, state }) => ({
      id,
      title,
      about: state === "ACTIVE" ? money(price) : t.bulk.notOnSale,
      disabled: state !== "ACTIVE",
    })),
    ...(savedReplies?.nodes ?? []).map(({ id, name, text, variables }) => ({
      id,
      title: name,
      about: text,
      variables,
    })),
    ...(productLists?.nodes ?? []).map(({ id, name, products: all }) => ({
      id,
      title: name,
      about: t.bulk.products(all.length),
    })),
    ...(targetCollaborations?.nodes ?? []).map(({ id, name, endsAt }) => ({
      id,
      title: name,
      about: t.bulk.endsAt(exactly(endsAt)),
      disabled: Date.parse(endsAt) <= Date.now(),
    })),
  ];
}

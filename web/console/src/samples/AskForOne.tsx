import { Suspense, useDeferredValue, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { AskForOneProductsQuery } from "../__generated__/AskForOneProductsQuery.graphql";
import type { AskForOneShopsQuery } from "../__generated__/AskForOneShopsQuery.graphql";
import RequestSample from "../cards/RequestSample";
import { money, t } from "../texts";
import { Choice } from "../ui/Choice";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Empty } from "../ui/Page";
import { Tile } from "../ui/Tile";
import { Waiting } from "../ui/Waiting";

/** The dialog in which a creator chooses a product of a shop that they talk with, to ask for a sample of. */
export default function AskForOne({ onClose }: { onClose(): void }) {
  const [product, setProduct] = useState<{ id: string; title: string } | null>(null);
  if (product) return <RequestSample product={product} invitation={null} onClose={onClose} />;
  return (
    <Popup title={t.samples.request} onClose={onClose}>
      <Suspense fallback={<Waiting />}>
        <Shops onChoose={setProduct} />
      </Suspense>
    </Popup>
  );
}

type Choose = { onChoose(product: { id: string; title: string }): void };

const SHOPS = graphql`
  query AskForOneShopsQuery {
    inbox(tab: SHOPS, first: 50) {
      nodes {
        id
        counterpart {
          id
          handle
          name
          status
        }
      }
    }
  }
`;

function Shops({ onChoose }: Choose) {
  const { inbox } = useLazyLoadQuery<AskForOneShopsQuery>(SHOPS, {}, { fetchPolicy: "store-and-network" });
  const shops = (inbox?.nodes ?? []).map(({ counterpart }) => counterpart).filter(({ status }) => status === "ACTIVE");
  const [chosen, setChosen] = useState(shops[0]?.handle ?? "");
  const [query, setQuery] = useState("");
  const asked = useDeferredValue(query);
  if (shops.length === 0) return <Empty icon="box" words={t.samples.noShops} />;
  return (
    <>
      <Choice
        label={t.samples.shop}
        value={chosen}
        options={shops.map(({ handle, name }) => ({ value: handle, text: name }))}
        onChange={setChosen}
      />
      <Field label={t.samples.find} value={query} onChange={setQuery} />
      <Suspense fallback={<Waiting />}>
        <Offered key={chosen} handle={chosen} query={asked} onChoose={onChoose} />
      </Suspense>
    </>
  );
}

const PRODUCTS = graphql`
  query AskForOneProductsQuery($handle: String!, $query: String) {
    account(handle: $handle) {
      id
      ... on Seller {
        products(query: $query, first: 50) {
          nodes {
            id
            title
            imageUrl
            samplesOffered
            state
            price {
              amount
              currency
            }
          }
        }
      }
    }
  }
`;

function Offered({ handle, query, onChoose }: Choose & { handle: string; query: string }) {
  const { account } = useLazyLoadQuery<AskForOneProductsQuery>(
    PRODUCTS,
    { handle, query: query.trim() || null },
    { fetchPolicy: "store-and-network" },
  );
  const offered = (account?.products?.nodes ?? []).filter(
    ({ samplesOffered, state }) => samplesOffered && state === "ACTIVE",
  );
  if (offered.length === 0) return <p className="hint">{t.samples.noneOffered}</p>;
  return (
    <ul className="picks">
      {offered.map((product) => (
        <li key={product.id}>
          <Tile title={product.title} url={product.imageUrl} small />
          <span className="about">
            <strong>{product.title}</strong>
            <small>{money(product.price)}</small>
          </span>
          <Button onPress={() => onChoose(product)} aria-label={t.samples.requestOf(product.title)}>
            {t.samples.request}
          </Button>
        </li>
      ))}
    </ul>
  );
}

import { Suspense, useDeferredValue, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { AskForOneMoreQuery } from "../__generated__/AskForOneMoreQuery.graphql";
import type { AskForOneQuery } from "../__generated__/AskForOneQuery.graphql";
import type { AskForOne_shops$key } from "../__generated__/AskForOne_shops.graphql";
import RequestSample from "../cards/RequestSample";
import { useProductsOfShop } from "../collaborations/ofShop";
import { money, t } from "../texts";
import { Choice } from "../ui/Choice";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { More, PAGE } from "../ui/More";
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
  query AskForOneQuery($first: Int!, $after: String) {
    ...AskForOne_shops
  }
`;

const LIST = graphql`
  fragment AskForOne_shops on Query @refetchable(queryName: "AskForOneMoreQuery") {
    inbox(tab: SHOPS, first: $first, after: $after) @connection(key: "AskForOne_inbox", filters: ["tab"]) {
      edges {
        node {
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
  }
`;

function Shops({ onChoose }: Choose) {
  // As they are now: what was chosen from what was kept might be gone.
  const root = useLazyLoadQuery<AskForOneQuery>(SHOPS, { first: PAGE }, { fetchPolicy: "network-only" });
  const { data, ...pages } = usePaginationFragment<AskForOneMoreQuery, AskForOne_shops$key>(LIST, root);
  const shops = (data.inbox?.edges ?? [])
    .map(({ node }) => node.counterpart)
    .filter(({ status }) => status === "ACTIVE");
  const [wanted, setWanted] = useState<string | null>(null);
  const [query, setQuery] = useState("");
  const asked = useDeferredValue(query);
  const shop = wanted ?? shops[0]?.handle;
  if (shop === undefined && !pages.hasNext) return <Empty icon="box" words={t.samples.noShops} />;
  return (
    <>
      <Choice
        label={t.samples.shop}
        value={shop ?? ""}
        options={shops.map(({ handle, name }) => ({ value: handle, text: name }))}
        onChange={setWanted}
      />
      <More pages={pages} words={t.samples.moreShops} />
      <Field label={t.samples.find} value={query} onChange={setQuery} />
      {shop !== undefined && (
        <Suspense fallback={<Waiting />}>
          <Offered key={shop} handle={shop} query={asked} onChoose={onChoose} />
        </Suspense>
      )}
    </>
  );
}

function Offered({ handle, query, onChoose }: Choose & { handle: string; query: string }) {
  const { products, pages } = useProductsOfShop(handle, query);
  const offered = products.filter(({ samplesOffered }) => samplesOffered);
  return (
    <>
      {offered.length === 0 && (
        <p className="hint">{pages.hasNext ? t.samples.noneOfferedYet : t.samples.noneOffered}</p>
      )}
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
      <More pages={pages} words={t.collaborations.moreProducts} />
    </>
  );
}

import { Suspense, useDeferredValue, useState } from "react";
import { Button, Input, SearchField, ToggleButton } from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { ProductsListsQuery } from "../__generated__/ProductsListsQuery.graphql";
import type { ProductsQuery } from "../__generated__/ProductsQuery.graphql";
import type { Products_list$key } from "../__generated__/Products_list.graphql";
import type { Products_lists$key } from "../__generated__/Products_lists.graphql";
import { exactly, money, t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";
import type { Attachment } from "./attached";
import "./products.css";

const PAGE = 25;
const MOST = 5; // products of one message

interface ProductsProps {
  onClose(): void;
  onChoose(it: Attachment): void;
}

/** What a seller's products, or an agency's lists, are chosen in. */
export default function Products({ onClose, onChoose }: ProductsProps) {
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
      <Suspense fallback={<Waiting />}>
        {sells ? <Own query={shown} onChoose={choose} /> : <Lists query={shown} onChoose={choose} />}
      </Suspense>
    </Popup>
  );
}

interface ChooseProps {
  query: string;
  onChoose(it: Attachment): void;
}

const PRODUCTS = graphql`
  query ProductsQuery($query: String, $first: Int!, $after: String) {
    ...Products_list
  }
`;

const PRODUCT_LIST = graphql`
  fragment Products_list on Query @refetchable(queryName: "ProductsMoreQuery") {
    products(query: $query, first: $first, after: $after) @connection(key: "Products_products", filters: ["query"]) {
      edges {
        node {
          id
          title
          state
          price {
            amount
            currency
          }
        }
      }
    }
  }
`;

function Own({ query, onChoose }: ChooseProps) {
  const [chosen, setChosen] = useState<readonly { id: string; title: string }[]>([]);
  const root = useLazyLoadQuery<ProductsQuery>(
    PRODUCTS,
    { query: query || null, first: PAGE },
    { fetchPolicy: "store-and-network" },
  );
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<ProductsQuery, Products_list$key>(
    PRODUCT_LIST,
    root,
  );
  const products = data.products?.edges.map(({ node }) => node) ?? [];
  return (
    <>
      {products.length === 0 && <p>{t.nothingHere}</p>}
      <ul className="choices">
        {products.map((one) => {
          const at = chosen.some(({ id }) => id === one.id);
          return (
            <li key={one.id}>
              <ToggleButton
                isSelected={at}
                isDisabled={one.state !== "ACTIVE" || (!at && chosen.length >= MOST)}
                onChange={(selected) =>
                  setChosen(selected ? [...chosen, one] : chosen.filter(({ id }) => id !== one.id))
                }
              >
                <span className="shot">
                  <Icon name="bag" />
                </span>
                <span>{one.title}</span>
                <small>{one.state === "ACTIVE" ? money(one.price) : t.thread.states[one.state]}</small>
                <span className="box" aria-hidden="true">
                  {at && "✓"}
                </span>
              </ToggleButton>
            </li>
          );
        })}
      </ul>
      <div className="buttons">
        {hasNext && (
          <Button isDisabled={isLoadingNext} onPress={() => loadNext(PAGE)}>
            {t.thread.showMore}
          </Button>
        )}
        <Button
          className="primary"
          isDisabled={chosen.length === 0}
          onPress={() => onChoose({ kind: "products", products: chosen })}
        >
          {t.thread.attachProducts(chosen.length, MOST)}
        </Button>
      </div>
    </>
  );
}

const LISTS = graphql`
  query ProductsListsQuery($query: String, $first: Int!, $after: String) {
    ...Products_lists
  }
`;

const LIST_OF_LISTS = graphql`
  fragment Products_lists on Query @refetchable(queryName: "ProductsListsMoreQuery") {
    productLists(query: $query, first: $first, after: $after)
      @connection(key: "Products_productLists", filters: ["query"]) {
      edges {
        node {
          id
          name
          createdAt
          campaign {
            title
          }
          products {
            id
          }
        }
      }
    }
  }
`;

function Lists({ query, onChoose }: ChooseProps) {
  const root = useLazyLoadQuery<ProductsListsQuery>(
    LISTS,
    { query: query || null, first: PAGE },
    { fetchPolicy: "store-and-network" },
  );
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<ProductsListsQuery, Products_lists$key>(
    LIST_OF_LISTS,
    root,
  );
  const lists = data.productLists?.edges.map(({ node }) => node) ?? [];
  return (
    <>
      {lists.length === 0 && <p>{t.nothingHere}</p>}
      <ul className="choices">
        {lists.map((one) => (
          <li key={one.id}>
            <Button onPress={() => onChoose({ kind: "list", id: one.id, title: one.name })}>
              <span className="shot">
                <Icon name="bag" />
              </span>
              <span>
                {one.name}
                <small>{[one.campaign?.title, exactly(one.createdAt)].filter(Boolean).join(" · ")}</small>
              </span>
              <small>{t.thread.productCount(one.products.length)}</small>
            </Button>
          </li>
        ))}
      </ul>
      {hasNext && (
        <Button isDisabled={isLoadingNext} onPress={() => loadNext(PAGE)}>
          {t.thread.showMore}
        </Button>
      )}
    </>
  );
}

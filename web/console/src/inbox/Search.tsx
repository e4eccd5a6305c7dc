import { useDeferredValue } from "react";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { InboxTab, SearchQuery } from "../__generated__/SearchQuery.graphql";
import { Waiting } from "../ui/Waiting";
import { Caught } from "../ui/Caught";
import { Accounts, Messages, Products, Samples, Total } from "./modules";
import "./search.css";
import { walk } from "./walk";

const FIRST = 5; // of each module, until more are asked for

interface SearchProps {
  query: string;
  tab: InboxTab | null;
  onLeave(): void;
}

/** What was found, in its four modules. What was found before stays until there is something else. */
export default function Search({ query, tab, onLeave }: SearchProps) {
  const shown = useDeferredValue(query);
  const field = () => document.querySelector<HTMLElement>(".find input");
  return (
    <div className="found" aria-busy={shown !== query} onKeyDown={(event) => walk(event, field(), onLeave)}>
      <Caught key={shown}>
        <Found query={shown} tab={tab} />
      </Caught>
    </div>
  );
}

const FOUND = graphql`
  query SearchQuery($query: String!, $tab: InboxTab, $within: ID, $first: Int!, $after: String) {
    search(query: $query, tab: $tab, conversationId: $within) {
      accounts(first: $first, after: $after) {
        count {
          value
        }
      }
      messages(first: $first, after: $after) {
        count {
          value
        }
      }
      products(first: $first, after: $after) {
        count {
          value
        }
      }
      samples(first: $first, after: $after) {
        count {
          value
        }
      }
    }
    ...modules_accounts
    ...modules_messages
    ...modules_products
    ...modules_samples
  }
`;

function Found({ query, tab }: Omit<SearchProps, "onLeave">) {
  const root = useLazyLoadQuery<SearchQuery>(FOUND, { query, tab, first: FIRST }, { fetchPolicy: "store-and-network" });
  if (!root.search) return <Waiting />;
  const { accounts, messages, products, samples } = root.search;
  const looked = { query, within: null };
  return (
    <>
      <Total query={query} counts={[accounts, messages, products, samples]} />
      <Accounts root={root} />
      <Messages root={root} looked={looked} />
      <Products root={root} looked={looked} />
      <Samples root={root} looked={looked} />
    </>
  );
}

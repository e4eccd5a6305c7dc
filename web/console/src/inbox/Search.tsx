import { useDeferredValue, type KeyboardEvent } from "react";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { InboxTab, SearchQuery } from "../__generated__/SearchQuery.graphql";
import { t } from "../texts";
import { Waiting } from "../ui/Waiting";
import { Caught } from "../ui/Caught";
import { Accounts, Messages, Products, Samples } from "./modules";
import "./search.css";

const FIRST = 5; // of each module, until more are asked for

interface SearchProps {
  query: string;
  tab: InboxTab | null;
  onLeave(): void;
}

/** What was found, in its four modules. What was found before stays until there is something else. */
export default function Search(props: SearchProps) {
  const shown = useDeferredValue(props.query);
  return (
    <div className="found" aria-busy={shown !== props.query} onKeyDown={(event) => walk(event, props.onLeave)}>
      <Caught key={shown}>
        <Found {...props} query={shown} />
      </Caught>
    </div>
  );
}

function Found({ query, tab }: SearchProps) {
  const root = useLazyLoadQuery<SearchQuery>(
    graphql`
      query SearchQuery($query: String!, $tab: InboxTab, $first: Int!, $after: String) {
        search(query: $query, tab: $tab) {
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
    `,
    { query, tab, first: FIRST },
    { fetchPolicy: "store-and-network" },
  );
  const found = root.search;
  if (!found) return <Waiting />;
  const all = [found.accounts, found.messages, found.products, found.samples];
  const none = all.every((one) => (one?.count.value ?? 0) === 0);
  return (
    <>
      <p className="unseen" role="status">
        {t.inbox.search.found(all.reduce((sum, one) => sum + (one?.count.value ?? 0), 0))}
      </p>
      {none && <p className="waiting">{t.inbox.search.none(query)}</p>}
      <Accounts root={root} />
      <Messages root={root} />
      <Products root={root} />
      <Samples root={root} />
    </>
  );
}

/** The arrows go from hit to hit and back to where it is written; Escape leaves. */
function walk(event: KeyboardEvent<HTMLElement>, leave: () => void): void {
  if (event.key === "Escape") return leave();
  const hits = [...event.currentTarget.querySelectorAll<HTMLElement>(".hit, .found-more")];
  const here = hits.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: hits.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  if (to < 0) document.querySelector<HTMLElement>(".find input")?.focus();
  else hits[to]?.focus();
}

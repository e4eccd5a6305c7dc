import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { graphql, usePaginationFragment } from "react-relay";
import { Link } from "wouter";
import type { Hit_message$key } from "../__generated__/Hit_message.graphql";
import type { SearchQuery } from "../__generated__/SearchQuery.graphql";
import type { modules_accounts$key } from "../__generated__/modules_accounts.graphql";
import type { modules_messages$key } from "../__generated__/modules_messages.graphql";
import type { modules_products$key } from "../__generated__/modules_products.graphql";
import type { modules_samples$key } from "../__generated__/modules_samples.graphql";
import { t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Hit, type Looked } from "./Hit";
import { Marked } from "./Marked";

const MORE = 20;

interface ModuleProps {
  title: string;
  count: { readonly value: number; readonly exact: boolean };
  more: { hasNext: boolean; isLoadingNext: boolean; loadNext(count: number): unknown };
  children: ReactNode;
}

/** What was found of one kind, with how much there is of it; more is asked for by itself. Nothing where nothing was. */
function Module({ title, count, more, children }: ModuleProps) {
  if (count.value === 0) return null;
  return (
    <section className="module" aria-label={title}>
      <h3>
        {title} <span className="count">{count.exact ? count.value : `${count.value}+`}</span>
      </h3>
      <ul>{children}</ul>
      {more.hasNext && (
        <Button className="bare found-more" isDisabled={more.isLoadingNext} onPress={() => more.loadNext(MORE)}>
          {more.isLoadingNext ? t.loading : t.inbox.search.more(title)}
        </Button>
      )}
    </section>
  );
}

interface TotalProps {
  query: string;
  counts: readonly ({ readonly count: { readonly value: number } } | null | undefined)[];
}

/** How much was found, read out; and that it was nothing. */
export function Total({ query, counts }: TotalProps) {
  const total = counts.reduce((sum, one) => sum + (one?.count.value ?? 0), 0);
  return (
    <>
      <p className="unseen" role="status">
        {t.inbox.search.found(total)}
      </p>
      {total === 0 && <p className="waiting">{t.inbox.search.none(query)}</p>}
    </>
  );
}

const ACCOUNTS = graphql`
  fragment modules_accounts on Query @refetchable(queryName: "modulesAccountsQuery") {
    search(query: $query, tab: $tab, conversationId: $within) {
      accounts(first: $first, after: $after) @connection(key: "Search_accounts", filters: []) {
        count {
          value
          exact
        }
        edges {
          node {
            text
            ranges {
              start
              end
            }
            conversation {
              id
              counterpart {
                id
                name
                handle
                kind
                avatarUrl
              }
            }
          }
        }
      }
    }
  }
`;

/** Of whom the name or the handle matches. */
export function Accounts({ root }: { root: modules_accounts$key }) {
  const { data, ...more } = usePaginationFragment<SearchQuery, modules_accounts$key>(ACCOUNTS, root);
  const found = data.search?.accounts;
  if (!found) return null;
  return (
    <Module title={t.inbox.search.accounts} count={found.count} more={more}>
      {found.edges.map(({ node: { text, ranges, conversation } }) => {
        const { name, handle, kind, avatarUrl } = conversation.counterpart;
        return (
          <li key={conversation.id}>
            <Link href={`/c/${conversation.id}`} className="hit">
              <Avatar name={name} kind={kind} url={avatarUrl} small />
              <span className="name">{text === name ? <Marked text={text} ranges={ranges} /> : name}</span>
              <span className="preview">@{text === name ? handle : <Marked text={text} ranges={ranges} />}</span>
            </Link>
          </li>
        );
      })}
    </Module>
  );
}

export function Messages({ root, looked }: { root: modules_messages$key; looked: Looked }) {
  const { data, ...more } = usePaginationFragment<SearchQuery, modules_messages$key>(
    graphql`
      fragment modules_messages on Query @refetchable(queryName: "modulesMessagesQuery") {
        search(query: $query, tab: $tab, conversationId: $within) {
          messages(first: $first, after: $after) @connection(key: "Search_messages", filters: []) {
            count {
              value
              exact
            }
            edges {
              node {
                ...Hit_message
                message {
                  id
                }
              }
            }
          }
        }
      }
    `,
    root,
  );
  return <Hits title={t.inbox.search.messages} found={data.search?.messages} more={more} looked={looked} />;
}

export function Products({ root, looked }: { root: modules_products$key; looked: Looked }) {
  const { data, ...more } = usePaginationFragment<SearchQuery, modules_products$key>(
    graphql`
      fragment modules_products on Query @refetchable(queryName: "modulesProductsQuery") {
        search(query: $query, tab: $tab, conversationId: $within) {
          products(first: $first, after: $after) @connection(key: "Search_products", filters: []) {
            count {
              value
              exact
            }
            edges {
              node {
                ...Hit_message
                message {
                  id
                }
              }
            }
          }
        }
      }
    `,
    root,
  );
  return <Hits title={t.inbox.search.products} found={data.search?.products} more={more} looked={looked} />;
}

export function Samples({ root, looked }: { root: modules_samples$key; looked: Looked }) {
  const { data, ...more } = usePaginationFragment<SearchQuery, modules_samples$key>(
    graphql`
      fragment modules_samples on Query @refetchable(queryName: "modulesSamplesQuery") {
        search(query: $query, tab: $tab, conversationId: $within) {
          samples(first: $first, after: $after) @connection(key: "Search_samples", filters: []) {
            count {
              value
              exact
            }
            edges {
              node {
                ...Hit_message
                message {
                  id
                }
              }
            }
          }
        }
      }
    `,
    root,
  );
  return <Hits title={t.inbox.search.samples} found={data.search?.samples} more={more} looked={looked} />;
}

interface HitsProps {
  title: string;
  found:
    | {
        readonly count: ModuleProps["count"];
        readonly edges: readonly { readonly node: Hit_message$key & { readonly message: { readonly id: string } } }[];
      }
    | null
    | undefined;
  more: ModuleProps["more"];
  looked: Looked;
}

function Hits({ title, found, more, looked }: HitsProps) {
  if (!found) return null;
  return (
    <Module title={title} count={found.count} more={more}>
      {found.edges.map(({ node }) => (
        <Hit key={node.message.id} hit={node} looked={looked} />
      ))}
    </Module>
  );
}

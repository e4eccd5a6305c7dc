import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment, usePaginationFragment } from "react-relay";
import { Link } from "wouter";
import type { SearchQuery } from "../__generated__/SearchQuery.graphql";
import type { modules_accounts$key } from "../__generated__/modules_accounts.graphql";
import type { modules_hit$key } from "../__generated__/modules_hit.graphql";
import type { modules_messages$key } from "../__generated__/modules_messages.graphql";
import type { modules_products$key } from "../__generated__/modules_products.graphql";
import type { modules_samples$key } from "../__generated__/modules_samples.graphql";
import { t, when } from "../texts";
import { Avatar } from "../ui/Avatar";
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

export function Accounts({ root }: { root: modules_accounts$key }) {
  const { data, ...more } = usePaginationFragment<SearchQuery, modules_accounts$key>(
    graphql`
      fragment modules_accounts on Query @refetchable(queryName: "modulesAccountsQuery") {
        search(query: $query, tab: $tab) {
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
    `,
    root,
  );
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

export function Messages({ root }: { root: modules_messages$key }) {
  const { data, ...more } = usePaginationFragment<SearchQuery, modules_messages$key>(
    graphql`
      fragment modules_messages on Query @refetchable(queryName: "modulesMessagesQuery") {
        search(query: $query, tab: $tab) {
          messages(first: $first, after: $after) @connection(key: "Search_messages", filters: []) {
            count {
              value
              exact
            }
            edges {
              node {
                ...modules_hit
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
  return <Hits title={t.inbox.search.messages} found={data.search?.messages} more={more} />;
}

export function Products({ root }: { root: modules_products$key }) {
  const { data, ...more } = usePaginationFragment<SearchQuery, modules_products$key>(
    graphql`
      fragment modules_products on Query @refetchable(queryName: "modulesProductsQuery") {
        search(query: $query, tab: $tab) {
          products(first: $first, after: $after) @connection(key: "Search_products", filters: []) {
            count {
              value
              exact
            }
            edges {
              node {
                ...modules_hit
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
  return <Hits title={t.inbox.search.products} found={data.search?.products} more={more} />;
}

export function Samples({ root }: { root: modules_samples$key }) {
  const { data, ...more } = usePaginationFragment<SearchQuery, modules_samples$key>(
    graphql`
      fragment modules_samples on Query @refetchable(queryName: "modulesSamplesQuery") {
        search(query: $query, tab: $tab) {
          samples(first: $first, after: $after) @connection(key: "Search_samples", filters: []) {
            count {
              value
              exact
            }
            edges {
              node {
                ...modules_hit
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
  return <Hits title={t.inbox.search.samples} found={data.search?.samples} more={more} />;
}

interface HitsProps {
  title: string;
  found:
    | {
        readonly count: ModuleProps["count"];
        readonly edges: readonly { readonly node: modules_hit$key & { readonly message: { readonly id: string } } }[];
      }
    | null
    | undefined;
  more: ModuleProps["more"];
}

function Hits({ title, found, more }: HitsProps) {
  if (!found) return null;
  return (
    <Module title={title} count={found.count} more={more}>
      {found.edges.map(({ node }) => (
        <Hit key={node.message.id} hit={node} />
      ))}
    </Module>
  );
}

/** A message that matches: it opens its conversation there. */
function Hit({ hit }: { hit: modules_hit$key }) {
  const { text, ranges, more, message, conversation } = useFragment(
    graphql`
      fragment modules_hit on MessageHit {
        text
        ranges {
          start
          end
        }
        more {
          value
          exact
        }
        message {
          id
          sentAt
        }
        conversation {
          id
          counterpart {
            id
            name
            kind
            avatarUrl
          }
        }
      }
    `,
    hit,
  );
  const { name, kind, avatarUrl } = conversation.counterpart;
  return (
    <li>
      <Link href={`/c/${conversation.id}?message=${message.id}`} className="hit">
        <Avatar name={name} kind={kind} url={avatarUrl} small />
        <span className="name">{name}</span>
        <time dateTime={message.sentAt}>{when(message.sentAt)}</time>
        <span className="preview">
          <Marked text={text} ranges={ranges} />
        </span>
        {more.value > 0 && <small>{t.inbox.search.older(more.exact ? `${more.value}` : `${more.value}+`)}</small>}
      </Link>
    </li>
  );
}

import { fetchQuery, readInlineData, type Environment } from "react-relay";
import { createOperationDescriptor, getRequest, graphql } from "relay-runtime";
import type { listsRowQuery } from "../__generated__/listsRowQuery.graphql";
import type { listsQuery, listsQuery$data } from "../__generated__/listsQuery.graphql";
import type { lists_facts$data, lists_facts$key } from "../__generated__/lists_facts.graphql";
import type { Row_conversation$key } from "../__generated__/Row_conversation.graphql";
import { asked, holds, isUnknown, nameOf, type Facts, type View } from "./view";

// The lists of the inbox, kept true: by events as far as rows tell what belongs to a list, else by asking for its first
// page anew. What rows show is in Relay's store; their order is here, because a connection of Relay's is copied as a
// whole with every change, which takes too long where there are ten thousand.

const FIRST = 25;
const MORE = 50; // the most that one page may have

/** A conversation at its place in a list. */
export interface Entry {
  readonly id: string;
  readonly at: string; // the time of its newest activity
  readonly row: Row_conversation$key;
}

export interface Shown {
  readonly rows: readonly Entry[];
  readonly hasMore: boolean;
  readonly begun: boolean; // whether anything was read yet
  readonly fault: Error | null; // why it could not be
}

const PAGE = graphql`
  query listsQuery($folder: InboxFolder!, $tab: InboxTab, $filter: InboxFilter, $first: Int!, $after: String) {
    inbox(folder: $folder, tab: $tab, filter: $filter, first: $first, after: $after) {
      edges {
        node {
          id
          lastActivityAt
          ...Row_conversation
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`;
const ROW = graphql`
  query listsRowQuery($id: ID!) {
    node(id: $id) {
      ...Row_conversation @alias(as: "row")
    }
  }
`;
const FACTS = graphql`
  fragment lists_facts on Conversation @inline {
    id
    archived
    unread
    unreplied
    starred
    lastActivityAt
    assignee {
      id
    }
    counterpart {
      kind
      ... on Creator {
        labels
      }
    }
  }
`;

type Told = lists_facts$key & Row_conversation$key;
type Variables = listsQuery["variables"];
const every = new WeakMap<Environment, Map<string, List>>();

/** The list of a view: the same one as long as the line to the server is. */
export function listOf(environment: Environment, view: View): List {
  const lists = every.get(environment) ?? new Map<string, List>();
  every.set(environment, lists);
  const name = nameOf(view);
  const list = lists.get(name) ?? new List(environment, view);
  lists.set(name, list);
  return list;
}

/** A conversation changed: put it into every list where it belongs, at its place, and take it out of the others. */
export function settle(environment: Environment, conversation: Told): void {
  every.get(environment)?.forEach((list) => list.settle(conversation));
}

/** The conversations of a view, the newest activity first, as far as they were read. */
export class List {
  #shown: Shown = { rows: [], hasMore: true, begun: false, fault: null };
  #end: string | null = null; // a cursor: where the next page begins
  #asking = 0;
  #loading = false;
  #meanwhile: Told[] = []; // what changed while an answer was under way
  readonly #watching = new Set<() => void>();

  constructor(
    readonly environment: Environment,
    readonly view: View,
  ) {}

  readonly watch = (tell: () => void) => {
    this.#watching.add(tell);
    return () => void this.#watching.delete(tell);
  };

  readonly shown = (): Shown => this.#shown;

  /** It is looked at: read it, or what may have changed of it while nobody looked. */
  begin(): void {
    if (!this.#shown.begun) this.more();
    else if (isUnknown(this.view)) this.askAnew();
  }

  /** Read the next page. */
  readonly more = (): void => {
    if (this.#loading || !this.#shown.hasMore) return;
    this.#loading = true;
    const first = this.#shown.begun ? MORE : FIRST;
    this.#ask({ ...asked(this.view), first, after: this.#end }, (page, info) => {
      this.#end = info.endCursor ?? null;
      const there = new Set(this.#shown.rows.map(({ id }) => id));
      const rows = [...this.#shown.rows, ...page.filter(({ id }) => !there.has(id))];
      return { rows, hasMore: info.hasNextPage, begun: true, fault: null };
    });
  };

  /** Read the newest once more, and put them in the place of those that there are. */
  askAnew(): void {
    if (!this.#shown.begun) return;
    this.#ask({ ...asked(this.view), first: MORE }, (page, info) => {
      const last = page.at(-1);
      const older = last && info.hasNextPage ? this.#shown.rows.filter((row) => isBefore(last, row)) : [];
      const here = new Map(this.#shown.rows.map((row) => [row.id, row.row]));
      const rows = [...page.map((one) => ({ ...one, row: here.get(one.id) ?? one.row })), ...older];
      if (older.length > 0) return { ...this.#shown, rows };
      this.#end = info.endCursor ?? null;
      return { ...this.#shown, rows, hasMore: info.hasNextPage };
    });
  }

  /** Put a conversation at its place, or take it out. */
  settle(conversation: Told): void {
    if (this.#asking > 0) this.#meanwhile.push(conversation);
    if (!this.#shown.begun) return;
    const it = readInlineData<lists_facts$key>(FACTS, conversation);
    const { rows, hasMore } = this.#shown;
    const own = rows.find(({ id }) => id === it.id);
    const others = own ? rows.filter((row) => row !== own) : rows;
    if (!holds(this.view, factsOf(it))) {
      if (own) this.#become({ ...this.#shown, rows: others });
      return;
    }
    if (!own && isUnknown(this.view)) return; // whether it belongs here, only the server knows
    const entry = { id: it.id, at: it.lastActivityAt, row: own?.row ?? conversation };
    const place = others.findIndex((row) => isBefore(entry, row));
    if (place === -1 && !own && hasMore) return; // older than all that was read: it comes with its page
    if (!own) this.#retain(it.id);
    const next = place === -1 ? [...others, entry] : [...others.slice(0, place), entry, ...others.slice(place)];
    this.#become({ ...this.#shown, rows: next });
  }

  #ask(
    variables: Variables,
    put: (page: Entry[], info: { endCursor?: string | null; hasNextPage: boolean }) => Shown,
  ): void {
    this.#asking += 1;
    const done = (next: Shown) => {
      this.#asking -= 1;
      if (variables.after !== undefined) this.#loading = false;
      this.#become(next);
      const meanwhile = this.#meanwhile;
      if (this.#asking === 0) this.#meanwhile = [];
      meanwhile.forEach((one) => this.settle(one)); // an event is newer than an answer that was under way
    };
    fetchQuery<listsQuery>(this.environment, PAGE, variables, { fetchPolicy: "network-only" }).subscribe({
      next: ({ inbox }) => {
        this.environment.retain(createOperationDescriptor(getRequest(PAGE), variables));
        done(put(entriesOf(inbox), inbox?.pageInfo ?? { hasNextPage: false }));
      },
      error: (fault: Error) => done({ ...this.#shown, fault: this.#shown.begun ? null : fault }),
    });
  }

  /** What came by an event stays in the store, too. */
  #retain(id: string): void {
    this.environment.commitUpdate((store) => {
      const it = store.get(id);
      if (it) store.getRoot().setLinkedRecord(it, "node", { id });
    });
    const variables: listsRowQuery["variables"] = { id };
    this.environment.retain(createOperationDescriptor(getRequest(ROW), variables));
  }

  #become(next: Shown): void {
    this.#shown = next;
    this.#watching.forEach((tell) => tell());
  }
}

const entriesOf = (inbox: listsQuery$data["inbox"]): Entry[] =>
  inbox?.edges.map(({ node }) => ({ id: node.id, at: node.lastActivityAt, row: node })) ?? [];

function factsOf({ counterpart, assignee, ...it }: lists_facts$data): Facts {
  return { ...it, kind: counterpart.kind, labels: counterpart.labels ?? [], assignee: assignee?.id ?? null };
}

/** The API's order: the newest activity first, then the higher number. */
function isBefore(one: Entry, other: Entry): boolean {
  const [mine, its] = [one.at.slice(0, -1), other.at.slice(0, -1)];
  return mine === its ? numberOf(one.id) > numberOf(other.id) : mine > its;
}

const numberOf = (id: string): number => Number(id.split("_")[1]);

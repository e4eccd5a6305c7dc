import { fetchQuery, type Environment } from "react-relay";
import { ConnectionHandler, graphql, type RecordProxy, type RecordSourceProxy } from "relay-runtime";
import type { listsQuery } from "../__generated__/listsQuery.graphql";
import { asked, holds, isUnknown, nameOf, type Facts, type View } from "./view";

// The lists of the inbox, kept true: by events as far as rows tell what belongs to a list, else by asking for its first page anew.

const LIST = "List_inbox";
const EDGE = "ConversationEdge";
const MOST = 50; // the most that one page may have
const known = new Map<string, View>(); // each view that was shown
const missed = new Set<string>(); // of which something was told while they were being read

/** From now on the list of a view is kept true, whether it is shown or not. */
export function watch(view: View): void {
  known.set(nameOf(view), view);
}

/** Whether something was told of a view before its list was there to change; asks once. */
export const hasMissed = (view: View): boolean => missed.delete(nameOf(view));

/** Put a conversation into every list where it belongs, at its place, and take it out of the others. */
export function settle(store: RecordSourceProxy, conversation: RecordProxy): void {
  const facts = factsOf(conversation);
  for (const [name, view] of known) {
    const list = ConnectionHandler.getConnection(store.getRoot(), LIST, asked(view));
    if (!list?.getLinkedRecords("edges")) missed.add(name);
    else if (holds(view, facts)) put(store, list, conversation, isUnknown(view));
    else ConnectionHandler.deleteNode(list, conversation.getDataID());
  }
}

function factsOf(conversation: RecordProxy): Facts {
  const is = (name: string) => conversation.getValue(name) === true;
  const counterpart = conversation.getLinkedRecord("counterpart");
  return {
    archived: is("archived"),
    unread: is("unread"),
    unreplied: is("unreplied"),
    starred: is("starred"),
    kind: String(counterpart?.getValue("kind")),
    labels: (counterpart?.getValue("labels") as string[] | undefined) ?? [],
    assignee: (conversation.getLinkedRecord("assignee")?.getValue("id") as string | undefined) ?? null,
  };
}

/** At its place by activity. What is older than all that was read comes with its page; `onlyMove`: nothing new comes in. */
function put(store: RecordSourceProxy, list: RecordProxy, conversation: RecordProxy, onlyMove: boolean): void {
  const edges = edgesOf(list);
  const id = conversation.getDataID();
  const others = edges.filter((edge) => edge.getLinkedRecord("node")?.getDataID() !== id);
  const own = others.length < edges.length ? edges.find((edge) => !others.includes(edge)) : undefined;
  if (own === undefined && onlyMove) return;
  const at = others.findIndex((edge) => isNewer(conversation, edge.getLinkedRecord("node")));
  if (at === -1 && own === undefined && list.getLinkedRecord("pageInfo")?.getValue("hasNextPage") === true) return;
  const edge = own ?? ConnectionHandler.createEdge(store, list, conversation, EDGE);
  const next = at === -1 ? [...others, edge] : [...others.slice(0, at), edge, ...others.slice(at)];
  if (next.some((one, i) => one !== edges[i])) list.setLinkedRecords(next, "edges");
}

const edgesOf = (list: RecordProxy): RecordProxy[] => (list.getLinkedRecords("edges") ?? []).filter((edge) => edge !== null);

/** The API's order: by activity, then by number. */
function isNewer(one: RecordProxy, other: RecordProxy | null | undefined): boolean {
  if (!other) return false;
  const [mine, its] = [one, other].map((record) => String(record.getValue("lastActivityAt")).slice(0, -1)) as [string, string];
  return mine === its ? numberOf(one) > numberOf(other) : mine > its;
}

const numberOf = (record: RecordProxy): number => Number(record.getDataID().split("_")[1]);

const AGAIN = graphql`
  query listsQuery($folder: InboxFolder!, $tab: InboxTab, $filter: InboxFilter, $first: Int!) {
    inbox(folder: $folder, tab: $tab, filter: $filter, first: $first) {
      edges {
        cursor
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

/** Ask for the newest of a view once more, and put them in the place of those that the list has. Returns how to give up. */
export function askAnew(environment: Environment, view: View): () => void {
  const variables = { ...asked(view), first: MOST };
  const { unsubscribe } = fetchQuery<listsQuery>(environment, AGAIN, variables, { fetchPolicy: "network-only" }).subscribe({
    next() {
      environment.commitUpdate((store) => {
        const page = store.getRoot().getLinkedRecord("inbox", variables);
        const list = ConnectionHandler.getConnection(store.getRoot(), LIST, asked(view));
        if (page && list) merge(store, list, page);
      });
    },
    error: () => undefined, // what is shown stays; the next event asks again
  });
  return unsubscribe;
}

function merge(store: RecordSourceProxy, list: RecordProxy, page: RecordProxy): void {
  const newest = edgesOf(page).flatMap((edge) => edge.getLinkedRecord("node") ?? []);
  const info = page.getLinkedRecord("pageInfo");
  const last = newest.at(-1);
  const older = edgesOf(list).filter((edge) => {
    const node = edge.getLinkedRecord("node");
    return node && last && info?.getValue("hasNextPage") === true && isNewer(last, node);
  });
  const edges = newest.map((node) => ConnectionHandler.createEdge(store, list, node, EDGE));
  list.setLinkedRecords([...edges, ...older], "edges");
  if (older.length > 0) return;
  const kept = list.getLinkedRecord("pageInfo");
  for (const name of ["endCursor", "hasNextPage"]) kept?.setValue(info?.getValue(name), name);
}

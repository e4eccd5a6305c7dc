import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { fetchQuery, graphql, useRelayEnvironment, type Environment } from "react-relay";
import type { ReadAllQuery } from "../__generated__/ReadAllQuery.graphql";
import type { readingMutation } from "../__generated__/readingMutation.graphql";
import { commit } from "../live/commit";
import { READ } from "../live/reading";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Refused } from "../ui/Refused";
import { refusalOf, refused, type Refusal } from "../ui/useAct";
import { asked, type View } from "./view";

const PAGE = 50;
const AT_ONCE = 20; // the most that one mutation takes

const UNREAD = graphql`
  query ReadAllQuery($folder: InboxFolder!, $tab: InboxTab, $filter: InboxFilter, $first: Int!, $after: String) {
    inbox(folder: $folder, tab: $tab, filter: $filter, first: $first, after: $after) {
      edges {
        node {
          id
          unread
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`;

/** Mark all read that the shown folder holds, once it was confirmed: nothing brings it back. Leaving it stops it. */
export default function ReadAll({ view, onClose }: { view: View; onClose(): void }) {
  const environment = useRelayEnvironment();
  const [done, setDone] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [leaving] = useState(() => new AbortController());
  useEffect(() => () => leaving.abort(), [leaving]);
  const left = leaving.signal;
  async function begin() {
    setRefusal(null);
    setDone(0);
    try {
      const against = await readAll(environment, view, left, (count) => setDone((before) => (before ?? 0) + count));
      if (against === null) return onClose();
      setRefusal(against);
    } catch (fault) {
      if (left.aborted) return;
      setRefusal(refusalOf(fault));
    }
    setDone(null);
  }
  return (
    <Popup title={t.inbox.readAll.label} onClose={onClose}>
      <p>{t.inbox.readAll.what(t.inbox.folders[view.folder])}</p>
      <Refused refusal={refusal} />
      <div className="buttons">
        {done !== null && <span role="status">{t.inbox.readAll.done(done)}</span>}
        <Button onPress={onClose}>{t.cancel}</Button>
        <Button className="primary" autoFocus isPending={done !== null} onPress={() => void begin()}>
          {t.inbox.readAll.yes}
        </Button>
      </div>
    </Popup>
  );
}

/** A page after the other: why one was refused, or null. It throws once it was left: what is read by then stays so. */
async function readAll(
  environment: Environment,
  view: View,
  left: AbortSignal,
  tell: (count: number) => void,
): Promise<Refusal | null> {
  const folder = view.folder === "MESSAGES" ? "UNREAD" : view.folder; // the same, and the shorter way
  let after: string | null = null;
  do {
    const variables: ReadAllQuery["variables"] = { ...asked({ ...view, folder }), first: PAGE, after };
    const page = await fetchQuery<ReadAllQuery>(environment, UNREAD, variables, {
      fetchPolicy: "network-only",
    }).toPromise();
    const ids = page?.inbox?.edges.filter(({ node }) => node.unread).map(({ node }) => node.id) ?? [];
    for (let i = 0; i < ids.length; i += AT_ONCE) {
      left.throwIfAborted();
      const conversationIds = ids.slice(i, i + AT_ONCE);
      const against = refused(await commit<readingMutation>(environment, READ, { input: { conversationIds } }));
      left.throwIfAborted();
      if (against !== null) return against;
      tell(conversationIds.length);
    }
    left.throwIfAborted();
    after = page?.inbox?.pageInfo.hasNextPage ? (page.inbox.pageInfo.endCursor ?? null) : null;
  } while (after !== null);
  return null;
}

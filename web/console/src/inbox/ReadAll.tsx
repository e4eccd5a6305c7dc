import { useState } from "react";
import { Button } from "react-aria-components";
import { commitMutation, fetchQuery, graphql, useRelayEnvironment, type Environment } from "react-relay";
import type { ReadAllMutation } from "../__generated__/ReadAllMutation.graphql";
import type { ReadAllQuery } from "../__generated__/ReadAllQuery.graphql";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Refused } from "../ui/Refused";
import { refused, type Refusal } from "../ui/useAct";
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
const READ = graphql`
  mutation ReadAllMutation($input: MarkReadInput!) {
    markRead(input: $input) {
      __typename
      ... on MarkReadSuccess {
        conversations {
          id # the events tell the rest, in their order
        }
      }
      ... on Problem {
        code
        detail
        retryAt
      }
    }
  }
`;

/** Mark all read that the shown folder holds, once it was confirmed: nothing brings it back. */
export default function ReadAll({ view, onClose }: { view: View; onClose(): void }) {
  const environment = useRelayEnvironment();
  const [done, setDone] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  async function begin() {
    setRefusal(null);
    setDone(0);
    try {
      await readAll(environment, view, (count) => setDone((before) => (before ?? 0) + count));
      onClose();
    } catch (fault) {
      setRefusal(
        fault instanceof Undone ? fault.refusal : { code: null, detail: (fault as Error).message, retryAt: null },
      );
      setDone(null);
    }
  }
  return (
    <Popup title={t.inbox.readAll.label} onClose={onClose}>
      <p>{t.inbox.readAll.what(t.inbox.folders[view.folder])}</p>
      <Refused refusal={refusal} />
      <div className="buttons">
        {done !== null && <span role="status">{t.inbox.readAll.done(done)}</span>}
        <Button onPress={onClose}>{t.cancel}</Button>
        <Button className="primary" autoFocus isDisabled={done !== null} onPress={() => void begin()}>
          {t.inbox.readAll.yes}
        </Button>
      </div>
    </Popup>
  );
}

class Undone extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.detail);
  }
}

async function readAll(environment: Environment, view: View, tell: (count: number) => void): Promise<void> {
  const folder = view.folder === "MESSAGES" ? "UNREAD" : view.folder; // the same, and the shorter way
  let after: string | null = null;
  do {
    const variables: ReadAllQuery["variables"] = { ...asked({ ...view, folder }), first: PAGE, after };
    const page = await fetchQuery<ReadAllQuery>(environment, UNREAD, variables, {
      fetchPolicy: "network-only",
    }).toPromise();
    const ids = page?.inbox?.edges.filter(({ node }) => node.unread).map(({ node }) => node.id) ?? [];
    for (let i = 0; i < ids.length; i += AT_ONCE) {
      const some = ids.slice(i, i + AT_ONCE);
      await read(environment, some);
      tell(some.length);
    }
    after = page?.inbox?.pageInfo.hasNextPage ? (page.inbox.pageInfo.endCursor ?? null) : null;
  } while (after !== null);
}

const read = (environment: Environment, conversationIds: string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    commitMutation<ReadAllMutation>(environment, {
      mutation: READ,
      variables: { input: { conversationIds } },
      onCompleted(answer) {
        const found = refused(answer);
        if (found === null) resolve();
        else reject(new Undone(found));
      },
      onError: reject,
    });
  });

import { Suspense, useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { fetchQuery, graphql, useLazyLoadQuery, usePaginationFragment, useRelayEnvironment } from "react-relay";
import { ConnectionHandler, commitLocalUpdate, type RecordSourceSelectorProxy } from "relay-runtime";
import type { NotificationsMoreQuery } from "../__generated__/NotificationsMoreQuery.graphql";
import type { NotificationsOneQuery } from "../__generated__/NotificationsOneQuery.graphql";
import type { NotificationsQuery } from "../__generated__/NotificationsQuery.graphql";
import type { NotificationsReadMutation } from "../__generated__/NotificationsReadMutation.graphql";
import type { Notifications_list$key } from "../__generated__/Notifications_list.graphql";
import { useHeard } from "../live/context";
import { t } from "../texts";
import { Endless } from "../ui/Endless";
import { Empty, Page } from "../ui/Page";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";
import { Row } from "./Row";
import "./notifications.css";

const PAGE = 30;

// Also of one that has just been added: it is put in front.
const ONE = graphql`
  query NotificationsOneQuery($id: ID!) {
    node(id: $id) {
      ... on Notification @alias(as: "notification") {
        id
        readAt
        ...Row_notification
      }
    }
  }
`;

const READ = graphql`
  mutation NotificationsReadMutation($input: MarkNotificationsReadInput!) {
    markNotificationsRead(input: $input) {
      __typename
      ... on MarkNotificationsReadSuccess {
        unreadNotifications
      }
      ... on Problem {
        code
        detail
      }
    }
  }
`;

const WANTED = graphql`
  query NotificationsQuery($first: Int!, $after: String) {
    viewer {
      id
      unreadNotifications
    }
    ...Notifications_list
  }
`;

const LIST = graphql`
  fragment Notifications_list on Query @refetchable(queryName: "NotificationsMoreQuery") {
    notifications(first: $first, after: $after) @connection(key: "Notifications_notifications") {
      edges {
        node {
          id
          readAt
          ...Row_notification
        }
      }
    }
  }
`;

/** What happened that the account should look at, the newest first. */
export default function Notifications() {
  const added = useAdded();
  return (
    <Suspense fallback={<Waiting />}>
      <Listed added={added} />
    </Suspense>
  );
}

/** `added` are those that came since the page was opened: whatever the answer says, which may be of before. */
function Listed({ added }: { added: readonly string[] }) {
  const root = useLazyLoadQuery<NotificationsQuery>(WANTED, { first: PAGE }, { fetchPolicy: "store-and-network" });
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    NotificationsMoreQuery,
    Notifications_list$key
  >(LIST, root);
  const environment = useRelayEnvironment();
  useEffect(() => {
    commitLocalUpdate(environment, (store) => added.forEach((id) => putFirst(store, id)));
  }, [environment, added, data]);
  const rows = data.notifications?.edges.map(({ node }) => node) ?? [];
  const { read, refusal, busy } = useRead(rows);
  const newest = rows[0];
  const actions = (
    <Button isDisabled={busy || root.viewer.unreadNotifications === 0} onPress={() => newest && read(newest.id, true)}>
      {t.notifications.markAll}
    </Button>
  );
  return (
    <Page title={t.pages.notifications} actions={actions}>
      <Refused refusal={refusal} />
      {rows.length === 0 ? (
        <Empty icon="bell" words={t.notifications.none} />
      ) : (
        <Endless
          label={t.pages.notifications}
          rows={rows}
          keyOf={({ id }) => id}
          height={76}
          more={{ hasNext, isLoadingNext, loadNext }}
          page={PAGE}
        >
          {(row) => <Row notification={row} onOpen={() => !row.readAt && read(row.id, false)} />}
        </Endless>
      )}
    </Page>
  );
}

/** What is added while the page is open, also before its list is there. */
function useAdded(): readonly string[] {
  const environment = useRelayEnvironment();
  const [added, setAdded] = useState<readonly string[]>([]);
  useHeard(["NotificationAdded"], ({ notification }) => {
    if (!notification) return;
    const { id } = notification;
    fetchQuery<NotificationsOneQuery>(environment, ONE, { id })
      .toPromise()
      .then(() => setAdded((before) => [...before, id]))
      .catch(() => undefined); // it is there when the page is opened again
  });
  return added;
}

function putFirst(store: RecordSourceSelectorProxy, id: string): void {
  const list = ConnectionHandler.getConnection(store.getRoot(), "Notifications_notifications");
  const node = store.get(id);
  const there = list?.getLinkedRecords("edges") ?? [];
  if (!list || !node || there.some((edge) => edge.getLinkedRecord("node")?.getDataID() === id)) return;
  ConnectionHandler.insertEdgeBefore(list, ConnectionHandler.createEdge(store, list, node, "NotificationEdge"));
}

/** Marks one read, or all up to one; and how many are not is known at once, for the rail. */
function useRead(rows: readonly { id: string; readAt?: string | null }[]) {
  const me = useViewer().id;
  const { act, busy, refusal } = useAct<NotificationsReadMutation>(READ);
  function read(id: string, older: boolean) {
    const input = older ? { upToNotificationId: id } : { notificationIds: [id] };
    const meant = older ? rows.slice(rows.findIndex((row) => row.id === id)).map((row) => row.id) : [id];
    act({ input }, undefined, (store) => {
      const count = store.getRootField("markNotificationsRead")?.getValue("unreadNotifications");
      if (typeof count !== "number") return;
      store.get(me)?.setValue(count, "unreadNotifications");
      for (const one of meant.map((id) => store.get(id))) {
        if (one && !one.getValue("readAt")) one.setValue(new Date().toISOString(), "readAt");
      }
    });
  }
  return { read, busy, refusal };
}

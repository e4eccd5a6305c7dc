import { ConnectionHandler, graphql, requestSubscription, type RecordProxy, type RecordSourceSelectorProxy } from "relay-runtime";
import type { eventsSubscription, eventsSubscription$data } from "../__generated__/eventsSubscription.graphql";
import { Refused, type Line } from "./environment";

const EVERYTHING = graphql`
  subscription eventsSubscription($after: Position) {
    events(after: $after) {
      __typename
      position
      ... on MessageReceived {
        message {
          id
          sequence
          clientMessageId
          preview
          sender {
            id
            name
          }
          ...Bubble_message
          conversation {
            id
            archived
            readUpTo
            ...Row_conversation
            ...Thread_side
          }
        }
      }
      ... on MessageRecalled {
        message {
          id
          ...Bubble_message
          conversation {
            id
            ...Row_conversation
          }
        }
      }
      ... on ConversationRead {
        conversation {
          id
          ...Row_conversation
          ...Messages_side
        }
      }
      ... on ConversationChanged {
        conversation {
          id
          counterpart {
            id
            status
          }
          ...Row_conversation
          ...Thread_side
        }
      }
      ... on BlockChanged {
        account {
          id
          blockedByViewer
          conversation {
            id
            ...Composer_side
          }
        }
      }
      ... on AccessChanged {
        viewer {
          id
          permissions
        }
      }
      ... on InvitationChanged {
        invitation {
          id
          status
          cardMessage {
            id
            ...Bubble_message
          }
        }
      }
      ... on PartnershipChanged {
        partnership {
          id
          status
        }
      }
      ... on SampleChanged {
        sample {
          id
          status
        }
      }
      ... on ShowcaseAdded {
        cardMessage {
          id
          ...Bubble_message
        }
      }
      ... on ShowcaseRemoved {
        products {
          id
        }
      }
      ... on LeadChanged {
        leadId
        lead {
          id
          status
          note
          licensedUntil
        }
      }
      ... on BulkMessageProgressed {
        bulkMessage {
          id
          status
          counts {
            total
            pending
            waiting
            sent
            skipped
            refused
          }
        }
      }
      ... on NotificationAdded {
        notification {
          id
        }
      }
    }
  }
`;

export type Heard = eventsSubscription$data["events"];

/**
 * Keep the store true by events, from a position on: docs/clients.md, "Kept true by events".
 *
 * Whoever hears on the line is told of each; `lost` is called when the stream cannot go on from where it was, so all is to be read anew;
 * `refused` when it ended for good.
 */
export function listen(
  line: Line,
  after: string,
  on: { lost(): void; refused(reason: Error): void },
): () => void {
  const { dispose } = requestSubscription<eventsSubscription>(line.environment, {
    subscription: EVERYTHING,
    variables: { after },
    updater(store, data) {
      const event = store.getRootField("events");
      if (data?.events.__typename === "MessageReceived") {
        const message = event?.getLinkedRecord("message");
        if (message) arrived(store, message);
      }
      if (data?.events.__typename === "ConversationChanged" && data.events.conversation?.counterpart?.status === "DEACTIVATED") {
        event?.getLinkedRecord("conversation")?.invalidateRecord(); // it may have been erased: read again when it is opened
      }
    },
    onNext: (data) => data && line.heard(data.events),
    onError(fault) {
      if (fault instanceof Refused && fault.code === "HISTORY_EXPIRED") on.lost();
      else on.refused(fault);
    },
  });
  return dispose;
}

/** Put a message at the end of its thread. */
export function atEnd(store: RecordSourceSelectorProxy, message: RecordProxy): void {
  const conversation = message.getLinkedRecord("conversation");
  const thread = conversation && ConnectionHandler.getConnection(conversation, "Thread_messages");
  if (thread && thread.getLinkedRecord("pageInfo")?.getValue("hasNextPage") !== true) {
    insert(store, thread, message, "MessageEdge", "after");
  }
}

/** Put a message at the end of its thread, and its conversation first in the inbox. */
function arrived(store: RecordSourceSelectorProxy, message: RecordProxy): void {
  atEnd(store, message);
  const conversation = message.getLinkedRecord("conversation");
  if (!conversation || conversation.getValue("archived") === true) return;
  const inbox = ConnectionHandler.getConnection(store.getRoot(), "Inbox_inbox", { folder: "MESSAGES" });
  if (inbox) {
    ConnectionHandler.deleteNode(inbox, conversation.getDataID());
    insert(store, inbox, conversation, "ConversationEdge", "before");
  }
}

function insert(
  store: RecordSourceSelectorProxy,
  list: RecordProxy,
  node: RecordProxy,
  kind: string,
  where: "after" | "before",
): void {
  const there = list.getLinkedRecords("edges") ?? [];
  if (there.some((edge) => edge?.getLinkedRecord("node")?.getDataID() === node.getDataID())) return;
  const edge = ConnectionHandler.createEdge(store, list, node, kind);
  if (where === "after") ConnectionHandler.insertEdgeAfter(list, edge);
  else ConnectionHandler.insertEdgeBefore(list, edge);
}

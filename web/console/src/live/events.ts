import {
  ConnectionHandler,
  graphql,
  requestSubscription,
  type RecordProxy,
  type RecordSourceSelectorProxy,
} from "relay-runtime";
import type { eventsSubscription, eventsSubscription$data } from "../__generated__/eventsSubscription.graphql";
import { keepCards } from "../cards/reread";
import { settle } from "../inbox/lists";
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
            counterpart {
              id
            }
            ...Row_conversation
            ...lists_facts
            ...Thread_side
          }
        }
      }
      ... on MessageRecalled {
        message {
          id
          recalledAt
          text
          media {
            id
          }
          card {
            __typename
          }
          conversation {
            id
            ...Row_conversation
            ...lists_facts
          }
        }
      }
      ... on ConversationRead {
        conversation {
          id
          ...Row_conversation
          ...lists_facts
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
          ...lists_facts
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
        products {
          id
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
          requestedAt
          ...Licence_lead
        }
      }
      ... on BulkMessageProgressed {
        bulkMessage {
          id
          status
          resumesAt
          finishedAt
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
 * Whoever hears on the line is told of each. `lost` is called when the stream cannot go on from where it was: all is to
 * be read anew; `refused` when it ended for good. Whatever else interrupts it, it goes on by itself.
 */
export function listen(line: Line, after: string, on: { lost(): void; refused(reason: Error): void }): () => void {
  const { dispose } = requestSubscription<eventsSubscription>(line.environment, {
    subscription: EVERYTHING,
    variables: { after },
    updater(store, data) {
      const event = store.getRootField("events");
      const message = event?.getLinkedRecord("message");
      if (data?.events.__typename === "MessageReceived" && message) atEnd(store, message);
      if (
        data?.events.__typename === "ConversationChanged" &&
        data.events.conversation?.counterpart?.status === "DEACTIVATED"
      ) {
        event?.getLinkedRecord("conversation")?.invalidateRecord(); // it may have been erased: read when it is opened
      }
    },
    onNext(data) {
      if (!data) return;
      const { events } = data;
      if ("message" in events && events.message) settle(line.environment, events.message.conversation);
      if ("conversation" in events && events.conversation) settle(line.environment, events.conversation);
      keepCards(line.environment, events);
      line.heard(events);
    },
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
    insert(store, thread, message, "MessageEdge");
  }
}

function insert(store: RecordSourceSelectorProxy, list: RecordProxy, node: RecordProxy, kind: string): void {
  const there = list.getLinkedRecords("edges") ?? [];
  if (there.some((edge) => edge?.getLinkedRecord("node")?.getDataID() === node.getDataID())) return;
  ConnectionHandler.insertEdgeAfter(list, ConnectionHandler.createEdge(store, list, node, kind));
}

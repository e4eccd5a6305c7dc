import { Button } from "react-aria-components";
import { graphql, useFragment, useMutation } from "react-relay";
import type { GraphQLTaggedNode } from "relay-runtime";
import { useLocation } from "wouter";
import type { MarksStarMutation } from "../__generated__/MarksStarMutation.graphql";
import type { Marks_side$key } from "../__generated__/Marks_side.graphql";
import { t } from "../texts";

const STAR = graphql`
  mutation MarksStarMutation($input: ConversationInput!) {
    starConversation(input: $input) {
      __typename
      ... on ConversationSuccess {
        conversation {
          id
          starred
        }
      }
    }
  }
`;
const UNSTAR = graphql`
  mutation MarksUnstarMutation($input: ConversationInput!) {
    unstarConversation(input: $input) {
      __typename
      ... on ConversationSuccess {
        conversation {
          id
          starred
        }
      }
    }
  }
`;
const ARCHIVE = graphql`
  mutation MarksArchiveMutation($input: ConversationInput!) {
    archiveConversation(input: $input) {
      __typename
      ... on ConversationSuccess {
        conversation {
          id
          archived
        }
      }
    }
  }
`;
const UNARCHIVE = graphql`
  mutation MarksUnarchiveMutation($input: ConversationInput!) {
    unarchiveConversation(input: $input) {
      __typename
      ... on ConversationSuccess {
        conversation {
          id
          archived
        }
      }
    }
  }
`;
const UNREAD = graphql`
  mutation MarksUnreadMutation($input: ConversationInput!) {
    markUnread(input: $input) {
      __typename
      ... on ConversationSuccess {
        conversation {
          id
          ...Row_conversation
        }
      }
    }
  }
`;

/** What one does to one's own side of a conversation. */
export function Marks({ side }: { side: Marks_side$key }) {
  const it = useFragment(
    graphql`
      fragment Marks_side on Conversation {
        id
        starred
        archived
      }
    `,
    side,
  );
  const [, go] = useLocation();
  const star = useDo(it.starred ? UNSTAR : STAR, it.id);
  const archive = useDo(it.archived ? UNARCHIVE : ARCHIVE, it.id);
  const unread = useDo(UNREAD, it.id);
  return (
    <div className="marks" role="group">
      <Button onPress={star} aria-pressed={it.starred} aria-label={it.starred ? t.unstar : t.star}>
        {it.starred ? "★" : "☆"}
      </Button>
      <Button onPress={archive}>{it.archived ? t.unarchive : t.archive}</Button>
      <Button
        onPress={() => {
          go("/"); // first: an open thread is read at once
          unread();
        }}
      >{t.markUnread}</Button>
    </div>
  );
}

function useDo(mutation: GraphQLTaggedNode, conversationId: string): () => void {
  const [commit] = useMutation<MarksStarMutation>(mutation);
  return () => void commit({ variables: { input: { conversationId } } });
}

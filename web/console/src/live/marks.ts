import { graphql } from "react-relay";
import type { GraphQLTaggedNode } from "relay-runtime";
import type { marksStarMutation } from "../__generated__/marksStarMutation.graphql";
import { useAct, type Refusal } from "../ui/useAct";

graphql`
  fragment marks_done on ConversationResult {
    __typename
    ... on ConversationSuccess {
      conversation {
        id # the event tells the rest, in its order
      }
    }
    ... on Problem {
      code
      detail
      retryAt
    }
  }
`;
const STAR = graphql`
  mutation marksStarMutation($input: ConversationInput!) {
    done: starConversation(input: $input) {
      ...marks_done @relay(mask: false)
    }
  }
`;
const UNSTAR = graphql`
  mutation marksUnstarMutation($input: ConversationInput!) {
    done: unstarConversation(input: $input) {
      ...marks_done @relay(mask: false)
    }
  }
`;
const ARCHIVE = graphql`
  mutation marksArchiveMutation($input: ConversationInput!) {
    done: archiveConversation(input: $input) {
      ...marks_done @relay(mask: false)
    }
  }
`;
const UNARCHIVE = graphql`
  mutation marksUnarchiveMutation($input: ConversationInput!) {
    done: unarchiveConversation(input: $input) {
      ...marks_done @relay(mask: false)
    }
  }
`;
const UNREAD = graphql`
  mutation marksUnreadMutation($input: ConversationInput!) {
    done: markUnread(input: $input) {
      ...marks_done @relay(mask: false)
    }
  }
`;

interface Side {
  id: string;
  starred?: boolean;
  archived?: boolean;
}

/** What one does to one's own side of a conversation: star or take it away, archive or bring back, make unread. */
export function useMarks({ id, starred, archived }: Side) {
  const deeds = {
    star: useMark(starred ? UNSTAR : STAR),
    archive: useMark(archived ? UNARCHIVE : ARCHIVE),
    unread: useMark(UNREAD),
  };
  const mark = (deed: keyof typeof deeds, done?: () => void) =>
    deeds[deed].act({ input: { conversationId: id } }, done);
  const refusals: readonly (Refusal | null)[] = Object.values(deeds).map(({ refusal }) => refusal);
  return { mark, refusals };
}

const useMark = (mutation: GraphQLTaggedNode) => useAct<marksStarMutation>(mutation);

import { Button } from "react-aria-components";
import { graphql, readInlineData, useFragment, useMutation } from "react-relay";
import type { GraphQLTaggedNode } from "relay-runtime";
import { useLocation } from "wouter";
import type { MarksStarMutation } from "../__generated__/MarksStarMutation.graphql";
import type { Marks_done$key } from "../__generated__/Marks_done.graphql";
import type { Marks_side$key } from "../__generated__/Marks_side.graphql";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { useProblem } from "../ui/useProblem";

const DONE = graphql`
  fragment Marks_done on ConversationResult @inline {
    __typename
    ... on ConversationSuccess {
      conversation {
        ...Marks_side
      }
    }
    ... on Problem {
      detail
    }
  }
`;
const STAR = graphql`
  mutation MarksStarMutation($input: ConversationInput!) {
    done: starConversation(input: $input) {
      ...Marks_done
    }
  }
`;
const UNSTAR = graphql`
  mutation MarksUnstarMutation($input: ConversationInput!) {
    done: unstarConversation(input: $input) {
      ...Marks_done
    }
  }
`;
const ARCHIVE = graphql`
  mutation MarksArchiveMutation($input: ConversationInput!) {
    done: archiveConversation(input: $input) {
      ...Marks_done
    }
  }
`;
const UNARCHIVE = graphql`
  mutation MarksUnarchiveMutation($input: ConversationInput!) {
    done: unarchiveConversation(input: $input) {
      ...Marks_done
    }
  }
`;
const UNREAD = graphql`
  mutation MarksUnreadMutation($input: ConversationInput!) {
    done: markUnread(input: $input) {
      ...Marks_done
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
  const { problem, answered, onError } = useProblem();
  const does = (commit: ReturnType<typeof useMutation<MarksStarMutation>>[0]) =>
    commit({
      variables: { input: { conversationId: it.id } },
      onCompleted: ({ done }) => answered(readInlineData<Marks_done$key>(DONE, done)),
      onError,
    });
  const [star] = useMark(it.starred ? UNSTAR : STAR);
  const [archive] = useMark(it.archived ? UNARCHIVE : ARCHIVE);
  const [unread] = useMark(UNREAD);
  return (
    <div className="marks" role="group">
      {problem && <small role="alert">{problem}</small>}
      <Button
        className="bare"
        onPress={() => does(star)}
        aria-pressed={it.starred}
        aria-label={it.starred ? t.thread.unstar : t.thread.star}
      >
        <Icon name="star" />
      </Button>
      <Button
        className="bare"
        onPress={() => does(archive)}
        aria-label={it.archived ? t.thread.unarchive : t.thread.archive}
      >
        <Icon name={it.archived ? "inbox" : "archive"} />
      </Button>
      <Button
        className="bare"
        aria-label={t.thread.markUnread}
        onPress={() => {
          go("/"); // first: an open thread is read at once
          does(unread);
        }}
      >
        <Icon name="unread" />
      </Button>
    </div>
  );
}

const useMark = (mutation: GraphQLTaggedNode) => useMutation<MarksStarMutation>(mutation);

import { Button } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import { useLocation } from "wouter";
import type { Marks_side$key } from "../__generated__/Marks_side.graphql";
import { useMarks } from "../live/marks";
import { t } from "../texts";
import { Icon } from "../ui/Icon";

const SIDE = graphql`
  fragment Marks_side on Conversation {
    id
    starred
    archived
  }
`;

/** What one does to one's own side of a conversation. */
export function Marks({ side }: { side: Marks_side$key }) {
  const it = useFragment(SIDE, side);
  const [, go] = useLocation();
  const { mark, refusals } = useMarks(it);
  return (
    <div className="marks" role="group">
      {refusals.map(
        (refusal, i) =>
          refusal && (
            <small key={i} role="alert">
              {refusal.detail}
            </small>
          ),
      )}
      <Button
        className="bare"
        onPress={() => mark("star")}
        aria-pressed={it.starred}
        aria-label={it.starred ? t.thread.unstar : t.thread.star}
      >
        <Icon name="star" />
      </Button>
      <Button
        className="bare"
        onPress={() => mark("archive")}
        aria-label={it.archived ? t.thread.unarchive : t.thread.archive}
      >
        <Icon name={it.archived ? "inbox" : "archive"} />
      </Button>
      <Button
        className="bare"
        aria-label={t.thread.markUnread}
        onPress={() => {
          go("/"); // first: an open thread is read at once
          mark("unread");
        }}
      >
        <Icon name="unread" />
      </Button>
    </div>
  );
}

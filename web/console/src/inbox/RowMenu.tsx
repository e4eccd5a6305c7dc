import { useRef, useState } from "react";
import { Header, Menu, MenuItem, MenuSection, Popover, Separator } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { readingMutation } from "../__generated__/readingMutation.graphql";
import type { RowMenuQuery, RowMenuQuery$data } from "../__generated__/RowMenuQuery.graphql";
import { useMarks } from "../live/marks";
import { READ } from "../live/reading";
import { t } from "../texts";
import "../ui/menu.css";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { useViewer } from "../viewer";
import { useAssign } from "./Assign";
import { useMembers } from "./members";

const SIDE = graphql`
  query RowMenuQuery($id: ID!) {
    node(id: $id) {
      ... on Conversation @alias(as: "conversation") {
        id
        unread
        starred
        archived
        assignee {
          id
        }
      }
    }
  }
`;

type Side = NonNullable<NonNullable<RowMenuQuery$data["node"]>["conversation"]>;
interface RowMenuProps {
  conversation: string;
  anchor: Element;
  onClose(): void;
}

/** What one does to a conversation from its row. What is refused is said below the list. */
export default function RowMenu({ conversation, anchor, onClose }: RowMenuProps) {
  const side = useLazyLoadQuery<RowMenuQuery>(SIDE, { id: conversation }).node?.conversation;
  const { account } = useViewer();
  const at = useRef(anchor);
  const [open, setOpen] = useState(true);
  const { does, refusals } = useDeeds(side ?? { id: conversation }, onClose);
  if (!side) return null;
  return (
    <>
      <Popover
        className="menu-frame"
        triggerRef={at}
        isOpen={open}
        placement="bottom end"
        onOpenChange={(next) => {
          setOpen(next);
          if (!next) at.current.closest("[role=listitem]")?.querySelector("a")?.focus();
        }}
      >
        <Menu
          className="menu"
          aria-label={t.inbox.menu.label}
          autoFocus="first"
          onAction={(key) => does(String(key), side)}
        >
          <Marks side={side} />
          {account.kind !== "CREATOR" && <Separator />}
          {account.kind !== "CREATOR" && <Members assignee={side.assignee?.id ?? null} />}
        </Menu>
      </Popover>
      {refusals.map((refusal, i) => (
        <Refused key={i} refusal={refusal} />
      ))}
    </>
  );
}

function Marks({ side }: { side: Side }) {
  return (
    <MenuSection>
      <MenuItem id="star">
        <Icon name="star" /> {side.starred ? t.thread.unstar : t.thread.star}
      </MenuItem>
      <MenuItem id="archive">
        <Icon name="archive" /> {side.archived ? t.thread.unarchive : t.thread.archive}
      </MenuItem>
      <MenuItem id="read">
        <Icon name="unread" /> {side.unread ? t.inbox.menu.read : t.thread.markUnread}
      </MenuItem>
    </MenuSection>
  );
}

function Members({ assignee }: { assignee: string | null }) {
  const members = useMembers();
  const chosen = (id: string | null) => (id === assignee ? <Icon name="check" /> : <span className="icon" />);
  return (
    <MenuSection>
      <Header>{t.inbox.assign.label}</Header>
      {members.map(({ id, name }) => (
        <MenuItem key={id} id={`to ${id}`} textValue={name}>
          {chosen(id)} {name}
        </MenuItem>
      ))}
      <MenuItem id="to " textValue={t.inbox.assign.nobody}>
        {chosen(null)} {t.inbox.assign.nobody}
      </MenuItem>
    </MenuSection>
  );
}

/** Each deed by its key in the menu. */
function useDeeds(side: Partial<Side> & { id: string }, done: () => void) {
  const { mark, refusals } = useMarks(side);
  const read = useAct<readingMutation>(READ);
  const { assign, refusal } = useAssign(side.id);
  function does(key: string, { id, unread }: Side) {
    if (key === "star" || key === "archive") mark(key, done);
    else if (key !== "read") assign(key.slice("to ".length) || null, done);
    else if (unread) read.act({ input: { conversationIds: [id] } }, done);
    else mark("unread", done);
  }
  return { does, refusals: [...refusals, read.refusal, refusal] };
}

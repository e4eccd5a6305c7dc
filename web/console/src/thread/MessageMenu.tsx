import { useEffect, useState, type RefObject } from "react";
import { Menu, MenuItem, Popover } from "react-aria-components";
import { graphql } from "react-relay";
import type { MessageMenuRecallMutation } from "../__generated__/MessageMenuRecallMutation.graphql";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import "../ui/menu.css";
import { Refused } from "../ui/Refused";
import { useAct, type Refusal } from "../ui/useAct";
import { Report } from "./Report";

const RECALLABLE = new Set(["TEXT", "PHOTO", "GIF"]);
const WITHIN = 120_000; // MSG-5; the server decides

interface MenuProps {
  id: string;
  kind: string;
  text: string | null;
  sentAt: string;
  mine: boolean;
  trigger: RefObject<HTMLElement | null>;
  onClose(): void;
}

const RECALL = graphql`
  mutation MessageMenuRecallMutation($input: RecallMessageInput!) {
    recallMessage(input: $input) {
      __typename
      ... on RecallMessageSuccess {
        message {
          id
          ...Bubble_message
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

/** What one can do with a message. */
export default function MessageMenu({ id, kind, text, sentAt, mine, trigger, onClose }: MenuProps) {
  const [reports, setReports] = useState(false);
  const late = useLate(sentAt);
  const { act, refusal } = useAct<MessageMenuRecallMutation>(RECALL);
  if (reports) return <Report id={id} onClose={onClose} />;
  if (refusal) return <NotRecalled refusal={refusal} onClose={onClose} />;
  const copy = (words: string) => {
    void navigator.clipboard.writeText(words);
    onClose();
  };
  // Only a page that came safely may write there.
  const copies = "clipboard" in navigator;
  return (
    <Popover
      triggerRef={trigger}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      placement="bottom end"
      className="menu-frame"
    >
      <Menu className="menu" aria-label={t.thread.more} autoFocus="first">
        {copies && text !== null && (
          <MenuItem onAction={() => copy(text)}>
            <Icon name="copy" /> {t.thread.copyText}
          </MenuItem>
        )}
        {copies && (
          <MenuItem onAction={() => copy(`${location.origin}${location.pathname}?message=${id}`)}>
            <Icon name="link" /> {t.thread.copyLink}
          </MenuItem>
        )}
        {mine && RECALLABLE.has(kind) && (
          <MenuItem isDisabled={late} onAction={() => act({ input: { messageId: id } }, onClose)}>
            <Icon name="undo" /> {late ? t.thread.tooLate : t.thread.recall}
          </MenuItem>
        )}
        {!mine && (
          <MenuItem className="danger" onAction={() => setReports(true)}>
            <Icon name="flag" /> {t.thread.report}
          </MenuItem>
        )}
      </Menu>
    </Popover>
  );
}

/** Whether it is too late to recall it. */
function useLate(sentAt: string): boolean {
  const [late, setLate] = useState(() => Date.now() - new Date(sentAt).getTime() > WITHIN);
  useEffect(() => {
    const due = setTimeout(() => setLate(true), new Date(sentAt).getTime() + WITHIN - Date.now());
    return () => clearTimeout(due);
  }, [sentAt]);
  return late;
}

function NotRecalled({ refusal, onClose }: { refusal: Refusal; onClose(): void }) {
  return (
    <Popup title={t.thread.notRecalled} onClose={onClose}>
      <Refused refusal={refusal} />
    </Popup>
  );
}

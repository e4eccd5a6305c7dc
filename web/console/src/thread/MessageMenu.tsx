import { useEffect, useState, type RefObject } from "react";
import { Button, Label, Menu, MenuItem, Popover, Radio, RadioGroup, TextArea, TextField } from "react-aria-components";
import { graphql } from "react-relay";
import type { MessageMenuRecallMutation } from "../__generated__/MessageMenuRecallMutation.graphql";
import type { MessageMenuReportMutation, ReportReason } from "../__generated__/MessageMenuReportMutation.graphql";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
import { useAct, type Refusal } from "../ui/useAct";
import "./menu.css";

const RECALLABLE = new Set(["TEXT", "PHOTO", "GIF"]);
const WITHIN = 120_000; // MSG-5; the server decides
const REASONS = [
  "SPAM",
  "HARASSMENT",
  "SCAM",
  "HATE",
  "ADULT_CONTENT",
  "OTHER",
] as const satisfies readonly ReportReason[];

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
  const [late, setLate] = useState(() => Date.now() - new Date(sentAt).getTime() > WITHIN);
  useEffect(() => {
    const due = setTimeout(() => setLate(true), new Date(sentAt).getTime() + WITHIN - Date.now());
    return () => clearTimeout(due);
  }, [sentAt]);
  const { act, refusal } = useAct<MessageMenuRecallMutation>(RECALL);
  if (reports) return <Report id={id} onClose={onClose} />;
  if (refusal) return <NotRecalled refusal={refusal} onClose={onClose} />;
  const copy = (words: string) => {
    void navigator.clipboard.writeText(words);
    onClose();
  };
  const address = `${location.origin}${location.pathname}?message=${id}`;
  // Only a page that came safely may write there.
  const copies = "clipboard" in navigator;
  return (
    <Popover
      triggerRef={trigger}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      placement="bottom end"
      className="popover menu"
    >
      <Menu aria-label={t.thread.more} autoFocus="first">
        {copies && text !== null && (
          <MenuItem onAction={() => copy(text)}>
            <Icon name="copy" /> {t.thread.copyText}
          </MenuItem>
        )}
        {copies && (
          <MenuItem onAction={() => copy(address)}>
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

function NotRecalled({ refusal, onClose }: { refusal: Refusal; onClose(): void }) {
  return (
    <Popup title={t.thread.notRecalled} onClose={onClose}>
      <Refused refusal={refusal} />
    </Popup>
  );
}

const REPORT = graphql`
  mutation MessageMenuReportMutation($input: ReportMessageInput!) {
    reportMessage(input: $input) {
      __typename
      ... on ReportMessageSuccess {
        report {
          id
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

function Report({ id, onClose }: { id: string; onClose(): void }) {
  const [reason, setReason] = useState<ReportReason>("SPAM");
  const [note, setNote] = useState("");
  const [done, setDone] = useState(false);
  const { act, busy, refusal } = useAct<MessageMenuReportMutation>(REPORT);
  if (done) {
    return (
      <Popup title={t.thread.report} onClose={onClose}>
        <p>{t.thread.reported}</p>
        <div className="buttons">
          <Button className="primary" onPress={onClose} autoFocus>
            {t.close}
          </Button>
        </div>
      </Popup>
    );
  }
  return (
    <Popup title={t.thread.report} onClose={onClose}>
      <p>{t.thread.reportAbout}</p>
      <RadioGroup value={reason} onChange={(value) => setReason(value as ReportReason)} className="reasons">
        <Label>{t.thread.reason}</Label>
        {REASONS.map((one) => (
          <Radio key={one} value={one}>
            {t.thread.reasons[one]}
          </Radio>
        ))}
      </RadioGroup>
      <TextField value={note} onChange={setNote} maxLength={2000}>
        <Label>{t.thread.note}</Label>
        <TextArea rows={3} />
      </TextField>
      <Refused refusal={refusal} />
      <div className="buttons">
        <Button onPress={onClose}>{t.cancel}</Button>
        <Button
          className="primary"
          isDisabled={busy}
          onPress={() => act({ input: { messageId: id, reason, note: note.trim() || null } }, () => setDone(true))}
        >
          {t.thread.sendReport}
        </Button>
      </div>
    </Popup>
  );
}

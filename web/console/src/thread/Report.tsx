import { useState } from "react";
import { Button, Label, Radio, RadioGroup, TextArea, TextField } from "react-aria-components";
import { graphql } from "react-relay";
import type { ReportMutation, ReportReason } from "../__generated__/ReportMutation.graphql";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import "./report.css";

const REASONS = [
  "SPAM",
  "HARASSMENT",
  "SCAM",
  "HATE",
  "ADULT_CONTENT",
  "OTHER",
] as const satisfies readonly ReportReason[];

const REPORT = graphql`
  mutation ReportMutation($input: ReportMessageInput!) {
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

/** Tells the marketplace's staff what is wrong with a message. */
export function Report({ id, onClose }: { id: string; onClose(): void }) {
  const [reason, setReason] = useState<ReportReason>("SPAM");
  const [note, setNote] = useState("");
  const [done, setDone] = useState(false);
  const { act, busy, refusal } = useAct<ReportMutation>(REPORT);
  if (done) return <Thanks onClose={onClose} />;
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

function Thanks({ onClose }: { onClose(): void }) {
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

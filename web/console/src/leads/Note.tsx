import { useState } from "react";
import { Button, Label, Text, TextArea, TextField } from "react-aria-components";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Refused } from "../ui/Refused";
import { useUpdateLead } from "./kept";

const LONGEST = 2000;

/** What the team notes of a lead: written, changed, and taken off by leaving nothing. */
export function Note({ id, note, name, onClose }: { id: string; note: string; name: string; onClose(): void }) {
  const [text, setText] = useState(note);
  const { act, busy, refusal } = useUpdateLead();
  return (
    <Popup title={t.leads.noteOf(name)} onClose={onClose}>
      <TextField value={text} onChange={setText} maxLength={LONGEST} autoFocus>
        <Label>{t.leads.note}</Label>
        <TextArea rows={7} />
        <Text slot="description">{t.leads.noteHint(LONGEST - text.length)}</Text>
      </TextField>
      <Refused refusal={refusal} />
      <div className="buttons">
        <Button onPress={onClose}>{t.cancel}</Button>
        <Button
          className="primary"
          isDisabled={busy}
          onPress={() => act({ input: { leadId: id, note: text.trim() || null } }, onClose)}
        >
          {t.save}
        </Button>
      </div>
    </Popup>
  );
}

import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import { Link } from "wouter";
import type { SideLead_creator$data, SideLead_creator$key } from "../__generated__/SideLead_creator.graphql";
import type { SideLeadMarkMutation } from "../__generated__/SideLeadMarkMutation.graphql";
import { STATUSES } from "../leads/filter";
import { useUnmarkLead, useUpdateLead } from "../leads/kept";
import { exactly, t } from "../texts";
import { Choice } from "../ui/Choice";
import { Field } from "../ui/Field";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { Section } from "./Section";

const words = t.side;
const LONGEST = 2000;

const MARK = graphql`
  mutation SideLeadMarkMutation($input: LeadCreatorInput!) {
    markAsLead(input: $input) {
      __typename
      ... on LeadSuccess {
        creator {
          ...SideLead_creator
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

/** Whether a creator is a lead, and where one stands with it; nothing for those who have no leads. */
export function SideLead({ creator }: { creator: SideLead_creator$key }) {
  const it = useFragment(
    graphql`
      fragment SideLead_creator on Creator {
        id
        leadAction
        lead {
          id
          status
          source
          note
          licensedUntil
        }
      }
    `,
    creator,
  );
  if (!it.lead && !it.leadAction) return null;
  return (
    <Section name="lead" title={words.lead}>
      {it.lead ? <Kept key={it.lead.id} lead={it.lead} /> : <p className="side-faint">{words.notLead}</p>}
      <Marking creator={it.id} action={it.leadAction ?? null} />
    </Section>
  );
}

function Marking({ creator, action }: { creator: string; action: "MARK" | "UNMARK" | null }) {
  const mark = useAct<SideLeadMarkMutation>(MARK);
  const unmark = useUnmarkLead();
  const does = action === "MARK" ? mark : unmark;
  return (
    <>
      <Refused refusal={mark.refusal ?? unmark.refusal} />
      <div className="side-acts">
        {action && (
          <Button isDisabled={does.busy} onPress={() => does.act({ input: { creatorId: creator } })}>
            {action === "MARK" ? words.mark : words.unmark}
          </Button>
        )}
        <Link href="/leads">{words.leads}</Link>
      </div>
    </>
  );
}

/** A lead's status and note. */
function Kept({ lead }: { lead: NonNullable<SideLead_creator$data["lead"]> }) {
  const [written, setWritten] = useState<string | null>(null); // null: what the lead has
  const { act, busy, refusal } = useUpdateLead();
  const { licensedUntil: until } = lead;
  // What was written on meanwhile stays.
  const save = (note: string) =>
    act({ input: { leadId: lead.id, note: note.trim() || null } }, () =>
      setWritten((now) => (now === note ? null : now)),
    );
  return (
    <>
      <p className="side-faint">{words.leadSource[lead.source]}</p>
      {until && (
        <p className="side-faint">
          {new Date(until) > new Date() ? words.licensed(exactly(until)) : words.licenceEnded(exactly(until))}
        </p>
      )}
      <Choice
        label={words.leadStatus}
        value={lead.status}
        options={STATUSES.map((value) => ({ value, text: t.leads.statuses[value] }))}
        onChange={(status) => act({ input: { leadId: lead.id, status } })}
      />
      <Field
        label={words.leadNote}
        type="area"
        max={LONGEST}
        value={written ?? lead.note ?? ""}
        onChange={setWritten}
      />
      <Refused refusal={refusal} />
      {written !== null && (
        <div className="side-acts">
          <Button className="primary" isDisabled={busy} onPress={() => save(written)}>
            {t.save}
          </Button>
          <Button onPress={() => setWritten(null)}>{t.cancel}</Button>
        </div>
      )}
    </>
  );
}

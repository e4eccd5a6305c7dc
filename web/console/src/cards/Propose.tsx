import { useState, type FormEvent } from "react";
import { Button, Form } from "react-aria-components";
import { graphql } from "react-relay";
import type { ProposeMutation } from "../__generated__/ProposeMutation.graphql";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { dayOf, decimal, endOf, useMade } from "../ui/days";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { useAct } from "../ui/useAct";
import type { LinkData } from "./LinkTerms";

const PROPOSE = graphql`
  mutation ProposeMutation($input: PartnershipChangeInput!) {
    proposePartnershipChange(input: $input) {
      __typename
      ... on PartnershipSuccess {
        partnership {
          id
          ...LinkTerms_partnership
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
const LAST_DAYS = 30 * 86_400_000; // only in them can a link be extended

/** For agencies: propose another share, or in the last days a later end. */
export function Propose({ link }: { link: LinkData }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t.partnerships.propose}</Button>
      {open && <Proposal link={link} onClose={() => setOpen(false)} />}
    </>
  );
}

function Proposal({ link, onClose }: { link: LinkData; onClose(): void }) {
  const extensible = Date.parse(link.endsAt) - Date.now() < LAST_DAYS;
  const [what, setWhat] = useState<"share" | "end">("share");
  const [share, setShare] = useState<string>(link.commission);
  const [day, setDay] = useState(() => dayOf(link.endsAt));
  const { act, busy, refusal } = useAct<ProposeMutation>(PROPOSE);
  const made = useMade(link.id, what, share, day);

  function submit(event: FormEvent) {
    event.preventDefault();
    const terms = what === "share" ? { commission: decimal(share) } : { endsAt: endOf(day) };
    act({ input: { partnershipId: link.id, clientMutationId: made, ...terms } }, onClose);
  }
  const options = [
    { value: "share", text: t.partnerships.anotherShare },
    { value: "end", text: t.partnerships.laterEnd },
  ] as const;
  return (
    <Popup title={t.partnerships.propose} onClose={onClose}>
      <p>{t.partnerships.proposeHint(link.creator.name)}</p>
      <Form className="form" onSubmit={submit}>
        {extensible && (
          <Choice<"share" | "end"> label={t.partnerships.what} value={what} options={options} onChange={setWhat} />
        )}
        {what === "share" ? (
          <Field label={t.partnerships.share} value={share} onChange={setShare} inputMode="decimal" required />
        ) : (
          <Field
            label={t.partnerships.ends}
            type="date"
            value={day}
            onChange={setDay}
            from={dayOf(link.endsAt)}
            required
          />
        )}
        <FormEnd yes={t.partnerships.propose} busy={busy} refusal={refusal} onClose={onClose} />
      </Form>
    </Popup>
  );
}

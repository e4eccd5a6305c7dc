import { useState, type FormEvent } from "react";
import { Button, Form } from "react-aria-components";
import { graphql } from "react-relay";
import { Link } from "wouter";
import type { InviteToLinkMutation, Programme } from "../__generated__/InviteToLinkMutation.graphql";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { decimal, endOf, inDays, useMade } from "../ui/days";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { useAct } from "../ui/useAct";
import { useViewer } from "../viewer";

interface InviteToLinkProps {
  /** Whom to ask. */
  creator: { id: string; name: string };
  /** It was closed, whether the creator was asked or not. */
  onClose(): void;
}

const INVITE = graphql`
  mutation InviteToLinkMutation($input: InviteToLinkInput!) {
    inviteToLink(input: $input) {
      __typename
      ... on PartnershipSuccess {
        partnership {
          id
          conversation {
            id
          }
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

/**
 * The dialog in which an agency asks a creator to link: programme, share and end.
 *
 * For agencies only. Render it while it is open, from `lazy(() => import("../partnerships/InviteToLink"))`.
 */
export default function InviteToLink({ creator, onClose }: InviteToLinkProps) {
  const programmes = useViewer().account.programmes ?? [];
  const [programme, setProgramme] = useState<Programme>(programmes[0] ?? "CAP");
  const [commission, setCommission] = useState("10");
  const [day, setDay] = useState(() => inDays(365));
  const [conversation, setConversation] = useState<string | null>(null);
  const { act, busy, refusal } = useAct<InviteToLinkMutation>(INVITE);
  const made = useMade(creator.id, programme, commission, day);

  function submit(event: FormEvent) {
    event.preventDefault();
    const terms = { programme, commission: decimal(commission), endsAt: endOf(day) ?? "" };
    act({ input: { creatorId: creator.id, ...terms, clientMutationId: made } }, ({ inviteToLink: said }) =>
      setConversation(said.partnership?.conversation.id ?? ""),
    );
  }

  if (conversation !== null) return <Invited creator={creator} conversation={conversation} onClose={onClose} />;
  const options = programmes.map((value) => ({ value, text: t.partnerships.programme[value] }));
  return (
    <Popup title={t.partnerships.invite(creator.name)} onClose={onClose}>
      <p>{t.partnerships.inviteHint}</p>
      <Form className="form" onSubmit={submit}>
        {options.length > 1 && (
          <Choice<Programme>
            label={t.partnerships.theProgramme}
            value={programme}
            options={options}
            onChange={setProgramme}
          />
        )}
        <Field
          label={t.partnerships.share}
          hint={t.partnerships.shareHint}
          value={commission}
          onChange={setCommission}
          inputMode="decimal"
          required
        />
        <Field label={t.partnerships.ends} type="date" value={day} onChange={setDay} from={inDays(1)} required />
        <FormEnd yes={t.partnerships.sendInvitation} busy={busy} refusal={refusal} onClose={onClose} />
      </Form>
    </Popup>
  );
}

function Invited({ creator, conversation, onClose }: InviteToLinkProps & { conversation: string }) {
  return (
    <Popup title={t.partnerships.invite(creator.name)} onClose={onClose}>
      <p role="status">{t.partnerships.invited(creator.name)}</p>
      <div className="buttons">
        <Button onPress={onClose}>{t.close}</Button>
        <Link className="button primary" href={`/c/${conversation}`} onClick={onClose}>
          {t.partnerships.toConversation}
        </Link>
      </div>
    </Popup>
  );
}

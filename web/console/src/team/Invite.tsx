import { useState, type FormEvent } from "react";
import { Button, Form, Input, Label, TextField } from "react-aria-components";
import { graphql } from "react-relay";
import type { InviteMutation } from "../__generated__/InviteMutation.graphql";
import { exactly, t } from "../texts";
import { Choice } from "../ui/Choice";
import { useMade } from "../ui/days";
import { Popup } from "../ui/Dialog";
import { FormEnd } from "../ui/FormEnd";
import { Icon } from "../ui/Icon";
import { useAct } from "../ui/useAct";
import type { Role } from "./Team";

const INVITE = graphql`
  mutation InviteMutation($input: InviteMemberInput!) {
    inviteMember(input: $input) {
      __typename
      ... on InviteMemberSuccess {
        invitation {
          id
          link
          expiresAt
        }
      }
      ... on Problem {
        code
        detail
      }
    }
  }
`;

interface InviteProps {
  roles: readonly Role[];
  onClose(): void;
  onInvited(): void;
}

/** Ask a mail address to join; then show the link, which is not to be had again. */
export function Invite({ roles, onClose, onInvited }: InviteProps) {
  const [link, setLink] = useState<{ url: string; until: string } | null>(null);
  return (
    <Popup title={t.team.invite} onClose={onClose}>
      {link !== null ? (
        <Link {...link} onClose={onClose} />
      ) : (
        <Asks
          roles={roles}
          onClose={onClose}
          onInvited={(link, until) => {
            if (link) setLink({ url: new URL(link, location.origin).href, until });
            onInvited();
          }}
        />
      )}
    </Popup>
  );
}

interface AsksProps {
  roles: readonly Role[];
  onClose(): void;
  onInvited(link: string | null | undefined, until: string): void;
}

function Asks({ roles, onClose, onInvited }: AsksProps) {
  const offered = roles.filter(({ isOwner }) => !isOwner).concat(roles.filter(({ isOwner }) => isOwner));
  const [email, setEmail] = useState("");
  const [roleId, setRoleId] = useState(offered[0]?.id ?? "");
  const made = useMade(email, roleId);
  const { act, busy, refusal } = useAct<InviteMutation>(INVITE);

  function invite(event: FormEvent) {
    event.preventDefault();
    act({ input: { email, roleId, clientMutationId: made } }, ({ inviteMember: { invitation } }) =>
      onInvited(invitation?.link, invitation?.expiresAt ?? ""),
    );
  }

  return (
    <Form className="form" onSubmit={invite}>
      <TextField value={email} onChange={setEmail} type="email" isRequired autoFocus>
        <Label>{t.team.email}</Label>
        <Input />
      </TextField>
      <Choice
        label={t.team.role}
        value={roleId}
        options={offered.map(({ id, name }) => ({ value: id, text: name }))}
        onChange={setRoleId}
      />
      <FormEnd yes={t.team.makeLink} busy={busy} refusal={refusal} onClose={onClose} />
    </Form>
  );
}

function Link({ url, until, onClose }: { url: string; until: string; onClose(): void }) {
  const [copied, setCopied] = useState(false);
  // Where there is no clipboard, as over plain http, the link is selected to be copied by hand.
  const copy = () =>
    void navigator.clipboard?.writeText(url).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <>
      <p>{t.team.linkReady}</p>
      <TextField value={url} isReadOnly autoFocus>
        <Label>{t.team.link}</Label>
        <Input onFocus={(event) => event.currentTarget.select()} />
      </TextField>
      <small>{t.team.until(exactly(until))}</small>
      <div className="buttons">
        <Button onPress={copy}>
          <Icon name={copied ? "check" : "copy"} /> {copied ? t.team.copied : t.team.copy}
        </Button>
        <Button className="primary" onPress={onClose}>
          {t.team.done}
        </Button>
      </div>
    </>
  );
}

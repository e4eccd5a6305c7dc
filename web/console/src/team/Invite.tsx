import { useState, type FormEvent } from "react";
import { Button, Form, Input, Label, TextField } from "react-aria-components";
import { graphql } from "react-relay";
import type { InviteMutation } from "../__generated__/InviteMutation.graphql";
import { fresh } from "../live/ids";
import { exactly, t } from "../texts";
import { Choice } from "../ui/Choice";
import { Popup } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
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

/** Ask a mail address to join; then show the link, which is not to be had again. */
export function Invite({ roles, onClose, onInvited }: { roles: readonly Role[]; onClose(): void; onInvited(): void }) {
  const offered = roles.filter(({ isOwner }) => !isOwner).concat(roles.filter(({ isOwner }) => isOwner));
  const [email, setEmail] = useState("");
  const [roleId, setRoleId] = useState(offered[0]?.id ?? "");
  const [made, setMade] = useState(fresh); // the same words once more are the same invitation
  const [link, setLink] = useState<{ url: string; until: string } | null>(null);
  const { act, busy, refusal } = useAct<InviteMutation>(INVITE);

  function invite(event: FormEvent) {
    event.preventDefault();
    act({ input: { email, roleId, clientMutationId: made } }, ({ inviteMember: { invitation } }) => {
      if (invitation?.link)
        setLink({ url: new URL(invitation.link, location.origin).href, until: invitation.expiresAt });
      onInvited();
    });
  }
  function change(next: () => void) {
    next();
    setMade(fresh());
  }

  return (
    <Popup title={t.team.invite} onClose={onClose}>
      {link !== null ? (
        <Link {...link} onClose={onClose} />
      ) : (
        <Form className="form" onSubmit={invite}>
          <TextField value={email} onChange={(next) => change(() => setEmail(next))} type="email" isRequired autoFocus>
            <Label>{t.team.email}</Label>
            <Input />
          </TextField>
          <Choice
            label={t.team.role}
            value={roleId}
            options={offered.map(({ id, name }) => ({ value: id, text: name }))}
            onChange={(next) => change(() => setRoleId(next))}
          />
          <Refused refusal={refusal} />
          <div className="buttons">
            <Button onPress={onClose}>{t.cancel}</Button>
            <Button type="submit" className="primary" isDisabled={busy}>
              {t.team.makeLink}
            </Button>
          </div>
        </Form>
      )}
    </Popup>
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

import { useState, type FormEvent } from "react";
import { Button, Form, Input, Label, TextField } from "react-aria-components";
import { graphql } from "react-relay";
import type { Permission, RolesSaveMutation } from "../__generated__/RolesSaveMutation.graphql";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { FormEnd } from "../ui/FormEnd";
import { Tick } from "../ui/Tick";
import { useAct } from "../ui/useAct";
import { useViewer } from "../viewer";
import type { Role } from "./Team";

const ALL = Object.keys(t.team.permissions) as Permission[];

/** What the roles of the account allow; new ones, and others for those that are not the owner's. */
export function Roles({ roles, onChanged }: { roles: readonly Role[]; onChanged(): void }) {
  const [edited, setEdited] = useState<Role | "new" | null>(null);
  return (
    <section className="panel" aria-labelledby="roles">
      <header>
        <h3 id="roles">{t.team.roles}</h3>
        <Button onPress={() => setEdited("new")}>{t.team.newRole}</Button>
      </header>
      <ul className="lines">
        {roles.map((role) => (
          <li key={role.id}>
            <span className="line-who">
              <span>
                <strong>{role.name}</strong>
                <span className="chips">
                  {role.isOwner ? <span className="chip">{t.team.everything}</span> : <Held role={role} />}
                </span>
              </span>
            </span>
            {!role.isOwner && (
              <span className="line-does">
                <Button aria-label={t.team.editRole(role.name)} onPress={() => setEdited(role)}>
                  {t.team.edit}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {edited !== null && (
        <Edit role={edited === "new" ? null : edited} onClose={() => setEdited(null)} onChanged={onChanged} />
      )}
    </section>
  );
}

function Held({ role: { permissions } }: { role: Role }) {
  if (permissions.length === 0) return <small>{t.team.nothing}</small>;
  return permissions.map((one) => (
    <span key={one} className="chip" data-tone="quiet">
      {t.team.permissions[one].name}
    </span>
  ));
}

const SAVE = graphql`
  mutation RolesSaveMutation($input: RoleInput!) {
    saveRole(input: $input) {
      __typename
      ... on RoleSuccess {
        role {
          id
          name
          isOwner
          permissions
        }
      }
      ... on Problem {
        code
        detail
      }
    }
  }
`;

function Edit({ role, onClose, onChanged }: { role: Role | null; onClose(): void; onChanged(): void }) {
  const mine = useViewer().permissions;
  const [name, setName] = useState(role?.name ?? "");
  const [held, setHeld] = useState<readonly Permission[]>(role?.permissions ?? []);
  const { act, busy, refusal } = useAct<RolesSaveMutation>(SAVE);

  const hold = (one: Permission, on: boolean) =>
    setHeld((before) => ALL.filter((it) => (it === one ? on : before.includes(it))));
  function save(event: FormEvent) {
    event.preventDefault();
    act({ input: { roleId: role?.id ?? null, name, permissions: held } }, () => {
      onClose();
      onChanged();
    });
  }

  return (
    <Popup title={role === null ? t.team.newRole : t.team.editRole(role.name)} onClose={onClose}>
      <Form className="form" onSubmit={save}>
        <TextField value={name} onChange={setName} isRequired maxLength={60} autoFocus>
          <Label>{t.team.roleName}</Label>
          <Input />
        </TextField>
        <fieldset className="permissions">
          <legend className="react-aria-Label">{t.team.allows}</legend>
          {ALL.map((one) => (
            <Tick key={one} on={held.includes(one)} onChange={(on) => hold(one, on)} disabled={!mine.includes(one)}>
              <span>
                <strong>{t.team.permissions[one].name}</strong>
                <small>
                  {t.team.permissions[one].about} {!mine.includes(one) && `(${t.team.lacking})`}
                </small>
              </span>
            </Tick>
          ))}
        </fieldset>
        {role !== null && <small>{t.team.losesAtOnce}</small>}
        <FormEnd yes={t.save} busy={busy} refusal={refusal} onClose={onClose} />
      </Form>
    </Popup>
  );
}

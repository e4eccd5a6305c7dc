import { useState, type FormEvent } from "react";
import { Button, Form } from "react-aria-components";
import { fetchQuery, graphql, useRelayEnvironment } from "react-relay";
import type { InviteByHandleQuery } from "../__generated__/InviteByHandleQuery.graphql";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { wordsOf } from "../ui/wordsOf";
import InviteCreators from "./InviteCreators";

const WANTED = graphql`
  query InviteByHandleQuery($handle: String!) {
    account(handle: $handle) {
      id
      kind
      name
    }
  }
`;

/** The dialog in which a seller names the creator to invite into one of its collaborations. */
export default function InviteByHandle({ collaboration, onClose }: { collaboration: string; onClose(): void }) {
  const environment = useRelayEnvironment();
  const [handle, setHandle] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [creator, setCreator] = useState<{ id: string; name: string } | null>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = handle.trim().replace(/^@/, "").toLowerCase();
    fetchQuery<InviteByHandleQuery>(environment, WANTED, { handle: wanted }).subscribe({
      next: ({ account }) =>
        account?.kind === "CREATOR" ? setCreator(account) : setProblem(t.collaborations.noCreator),
      error: (fault: Error) => setProblem(wordsOf(fault)),
    });
  }

  if (creator) return <InviteCreators creators={[creator]} collaboration={collaboration} onClose={onClose} />;
  return (
    <Popup title={t.collaborations.inviteOne} onClose={onClose}>
      <Form className="form" onSubmit={submit}>
        <Field
          label={t.collaborations.handle}
          hint={t.collaborations.handleHint}
          value={handle}
          onChange={setHandle}
          required
        />
        {problem && (
          <p role="alert" className="refused">
            {problem}
          </p>
        )}
        <div className="buttons">
          <Button onPress={onClose}>{t.cancel}</Button>
          <Button type="submit" className="primary">
            {t.collaborations.next}
          </Button>
        </div>
      </Form>
    </Popup>
  );
}

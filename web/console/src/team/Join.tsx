import { useEffect, useMemo, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, RelayEnvironmentProvider } from "react-relay";
import type { JoinMutation } from "../__generated__/JoinMutation.graphql";
import { connect } from "../live/environment";
import { keep, ofTab, type Session } from "../session";
import { Someone } from "../Someone";
import { Brand } from "../start/Brand";
import { t } from "../texts";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import "./team.css";

const KEPT = ofTab("join");

/** What the link of an invitation leads to: whoever is signed in, or signs in now, joins the team. */
export default function Join() {
  const [token] = useState(taken);
  return <Someone>{(session, expired) => <Joining session={session} token={token} onExpired={expired} />}</Someone>;
}

/** The token of the address, kept for this tab: what stays in the browser's history opens nothing. */
function taken(): string | null {
  const said = new URLSearchParams(location.search);
  const token = said.get("token");
  if (token === null) return sessionStorage.getItem(KEPT);
  sessionStorage.setItem(KEPT, token);
  said.delete("token");
  history.replaceState(null, "", said.size > 0 ? `/join?${said.toString()}` : "/join");
  return token;
}

interface JoiningProps {
  session: Session;
  token: string | null;
  onExpired(): void;
}

function Joining({ session, token, onExpired }: JoiningProps) {
  const line = useMemo(() => connect(session, onExpired), [session]);
  useEffect(() => () => void line.socket.dispose(), [line]);
  return (
    <RelayEnvironmentProvider environment={line.environment}>
      <main className="entrance">
        <h1>
          <Brand />
        </h1>
        {token === null ? <p className="panel">{t.team.noToken}</p> : <Ask session={session} token={token} />}
        <p>
          <a href="/console/">{t.team.toConsole}</a>
        </p>
      </main>
    </RelayEnvironmentProvider>
  );
}

function Ask({ session, token }: { session: Session; token: string }) {
  const { act, busy, refusal } = useAct<JoinMutation>(graphql`
    mutation JoinMutation($input: AcceptMemberInvitationInput!) {
      acceptMemberInvitation(input: $input) {
        __typename
        ... on AcceptMemberInvitationSuccess {
          membership {
            id
            account {
              id
              handle
            }
          }
        }
        ... on Problem {
          code
          detail
        }
      }
    }
  `);
  function join() {
    act({ input: { token } }, ({ acceptMemberInvitation: { membership } }) => {
      sessionStorage.removeItem(KEPT);
      keep({ ...session, account: membership?.account.handle ?? null });
      location.replace("/console/");
    });
  }
  return (
    <section className="panel joining">
      <p>{t.team.joinAs(session.who)}</p>
      <Refused refusal={refusal} />
      <div className="buttons">
        <Button onPress={other}>{t.team.joinOther}</Button>
        <Button className="primary" isDisabled={busy} onPress={join}>
          {t.team.join}
        </Button>
      </div>
    </section>
  );
}

/** Sign in as somebody else, with the same link. */
function other(): void {
  sessionStorage.removeItem(ofTab("session"));
  location.reload();
}

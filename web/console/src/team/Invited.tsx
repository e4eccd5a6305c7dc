import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql, usePaginationFragment } from "react-relay";
import type { InvitedMoreQuery } from "../__generated__/InvitedMoreQuery.graphql";
import type { InvitedWithdrawMutation } from "../__generated__/InvitedWithdrawMutation.graphql";
import type { Invited_list$data, Invited_list$key } from "../__generated__/Invited_list.graphql";
import { exactly, t } from "../texts";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { Invite } from "./Invite";
import type { Role } from "./Team";

type Invitation = NonNullable<Invited_list$data["team"]>["invitations"]["edges"][number]["node"];

const PAGE = 20;
const TONES = { OPEN: "warn", ACCEPTED: "good", WITHDRAWN: "quiet", EXPIRED: "quiet" };

interface InvitedProps {
  list: Invited_list$key;
  roles: readonly Role[];
  onChanged(): void;
}

const LIST = graphql`
  fragment Invited_list on Query
  @refetchable(queryName: "InvitedMoreQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
    team {
      invitations(first: $first, after: $after) @connection(key: "Invited_invitations") {
        edges {
          node {
            id
            email
            status
            expiresAt
            role {
              id
              name
            }
            invitedBy {
              id
              name
            }
            acceptedBy {
              id
              name
            }
          }
        }
      }
    }
  }
`;

/** Who was asked to join, and what became of it. */
export function Invited({ list, roles, onChanged }: InvitedProps) {
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<InvitedMoreQuery, Invited_list$key>(
    LIST,
    list,
  );
  const [inviting, setInviting] = useState(false);
  const rows = data.team?.invitations.edges ?? [];
  return (
    <section className="panel" aria-labelledby="invitations">
      <header>
        <h3 id="invitations">{t.team.invitations}</h3>
        <Button className="primary" onPress={() => setInviting(true)}>
          {t.team.invite}
        </Button>
      </header>
      {rows.length === 0 && <p>{t.team.noInvitations}</p>}
      <ul className="lines">
        {rows.map(({ node }) => (
          <InvitationLine key={node.id} invitation={node} />
        ))}
      </ul>
      {hasNext && (
        <Button isDisabled={isLoadingNext} onPress={() => loadNext(PAGE)}>
          {t.team.more}
        </Button>
      )}
      {inviting && <Invite roles={roles} onClose={() => setInviting(false)} onInvited={onChanged} />}
    </section>
  );
}

const WITHDRAW = graphql`
  mutation InvitedWithdrawMutation($input: MemberInvitationIdInput!) {
    withdrawMemberInvitation(input: $input) {
      __typename
      ... on MemberInvitationSuccess {
        invitation {
          id
          status
        }
      }
      ... on Problem {
        code
        detail
      }
    }
  }
`;

function InvitationLine({
  invitation: { id, email, status, expiresAt, role, invitedBy, acceptedBy },
}: {
  invitation: Invitation;
}) {
  const { act, busy, refusal } = useAct<InvitedWithdrawMutation>(WITHDRAW);
  const open = status === "OPEN";
  return (
    <li>
      <span className="line-who">
        <span>
          <strong>{email}</strong>
          <small>
            {role.name} {invitedBy && `· ${t.team.invitedBy(invitedBy.name)}`}
            {acceptedBy && ` · ${t.team.acceptedBy(acceptedBy.name)}`}
            {open && ` · ${t.team.until(exactly(expiresAt))}`}
          </small>
        </span>
      </span>
      <span className="line-does">
        <span className="chip" data-tone={TONES[status]}>
          {t.team.statuses[status]}
        </span>
        {open && (
          <Button
            isDisabled={busy}
            aria-label={t.team.withdrawOf(email)}
            onPress={() => act({ input: { memberInvitationId: id } })}
          >
            {t.team.withdraw}
          </Button>
        )}
      </span>
      <Refused refusal={refusal} />
    </li>
  );
}

import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql, usePaginationFragment } from "react-relay";
import type { MembersAssignMutation } from "../__generated__/MembersAssignMutation.graphql";
import type { MembersMoreQuery } from "../__generated__/MembersMoreQuery.graphql";
import type { MembersRemoveMutation } from "../__generated__/MembersRemoveMutation.graphql";
import type { Members_list$data, Members_list$key } from "../__generated__/Members_list.graphql";
import { t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Choice } from "../ui/Choice";
import { Popup } from "../ui/Dialog";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { useViewer } from "../viewer";
import type { Role } from "./Team";

type Member = NonNullable<Members_list$data["team"]>["members"]["edges"][number]["node"];

const PAGE = 50;

interface MembersProps {
  list: Members_list$key;
  roles: readonly Role[];
  onChanged(): void;
}

const LIST = graphql`
  fragment Members_list on Query
  @refetchable(queryName: "MembersMoreQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 50 }, after: { type: "String" }) {
    team {
      members(first: $first, after: $after) @connection(key: "Members_members") {
        edges {
          node {
            id
            role {
              id
              name
            }
            user {
              id
              handle
              name
            }
          }
        }
      }
    }
  }
`;

/** Who acts for the account, each in a role that can be changed. */
export function Members({ list, roles, onChanged }: MembersProps) {
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<MembersMoreQuery, Members_list$key>(
    LIST,
    list,
  );
  const [leaving, setLeaving] = useState<Member | null>(null);
  return (
    <section className="panel" aria-labelledby="members">
      <h3 id="members">{t.team.members}</h3>
      <ul className="lines">
        {data.team?.members.edges.map(({ node }) => (
          <MemberLine
            key={node.id}
            member={node}
            roles={roles}
            onChanged={onChanged}
            onRemove={() => setLeaving(node)}
          />
        ))}
      </ul>
      {hasNext && (
        <Button isDisabled={isLoadingNext} onPress={() => loadNext(PAGE)}>
          {t.team.more}
        </Button>
      )}
      {leaving && <Remove member={leaving} onClose={() => setLeaving(null)} onChanged={onChanged} />}
    </section>
  );
}

interface MemberLineProps {
  member: Member;
  roles: readonly Role[];
  onChanged(): void;
  onRemove(): void;
}

const ASSIGN = graphql`
  mutation MembersAssignMutation($input: AssignRoleInput!) {
    assignRole(input: $input) {
      __typename
      ... on AssignRoleSuccess {
        membership {
          id
          role {
            id
            name
          }
        }
      }
      ... on Problem {
        code
        detail
      }
    }
  }
`;

function MemberLine({ member: { id, role, user }, roles, onChanged, onRemove }: MemberLineProps) {
  const me = useViewer().user.id;
  const { act, refusal } = useAct<MembersAssignMutation>(ASSIGN);
  return (
    <li>
      <span className="line-who">
        <Avatar name={user.name} kind="CREATOR" small />
        <span>
          <strong>{user.name}</strong> {user.id === me && <span className="chip">{t.team.you}</span>}
          <small>@{user.handle}</small>
        </span>
      </span>
      <span className="line-does">
        <Choice
          label={t.team.roleOf(user.name)}
          quiet
          value={role.id}
          options={roles.map((one) => ({ value: one.id, text: one.name }))}
          onChange={(roleId) => act({ input: { membershipId: id, roleId } }, onChanged)}
        />
        <Button className="danger" aria-label={t.team.removeOf(user.name)} onPress={onRemove}>
          {t.team.remove}
        </Button>
      </span>
      <Refused refusal={refusal} />
    </li>
  );
}

function Remove({ member, onClose, onChanged }: { member: Member; onClose(): void; onChanged(): void }) {
  const me = useViewer().user.id;
  const { act, busy, refusal } = useAct<MembersRemoveMutation>(graphql`
    mutation MembersRemoveMutation($input: RemoveMemberInput!) {
      removeMember(input: $input) {
        __typename
        ... on RemoveMemberSuccess {
          membershipId
        }
        ... on Problem {
          code
          detail
        }
      }
    }
  `);
  function removed() {
    onClose();
    onChanged();
  }
  return (
    <Popup title={t.team.removeTitle(member.user.name)} onClose={onClose}>
      <p>{member.user.id === me ? t.team.removeSelf : t.team.removeWhat}</p>
      <Refused refusal={refusal} />
      <div className="buttons">
        <Button onPress={onClose}>{t.cancel}</Button>
        <Button
          className="danger"
          isDisabled={busy}
          onPress={() => act({ input: { membershipId: member.id } }, removed)}
        >
          {t.team.remove}
        </Button>
      </div>
    </Popup>
  );
}

import { graphql, useLazyLoadQuery } from "react-relay";
import type { membersQuery } from "../__generated__/membersQuery.graphql";
import { place } from "../session";
import { t } from "../texts";
import { useViewer } from "../viewer";

export interface Member {
  id: string;
  name: string;
}

/** To whom conversations can be assigned: oneself first, and the rest of the team for those who may see it. */
export function useMembers(): readonly Member[] {
  const { user, permissions } = useViewer();
  const { team } = useLazyLoadQuery<membersQuery>(
    graphql`
      query membersQuery($team: Boolean!) {
        team @include(if: $team) {
          members(first: 100) {
            nodes {
              id
              role {
                id
                permissions
              }
              user {
                id
                name
              }
            }
          }
        }
      }
    `,
    { team: permissions.includes("TEAM_MANAGEMENT") },
    { fetchPolicy: "store-and-network" },
  );
  const mates = team?.members.nodes.filter((one) => one.role.permissions.includes("INSTANT_MESSAGING")) ?? [];
  const others = mates
    .filter((one) => one.user.id !== user.id)
    .map((one) => ({ id: one.user.id, name: one.user.name }));
  return [{ id: user.id, name: t.inbox.assign.me(user.name) }, ...others];
}

const NAMES = "members";
const names = (): Record<string, string> =>
  JSON.parse(sessionStorage.getItem(place(NAMES)) ?? "{}") as Record<string, string>;

/** The name of a member that was chosen in this tab of the browser. */
export const nameOfMember = (id: string | null | undefined): string | null => (id ? (names()[id] ?? null) : null);

/** Keep a member's name, for what shows only the id. */
export function keepName({ id, name }: Member): void {
  sessionStorage.setItem(place(NAMES), JSON.stringify({ ...names(), [id]: name }));
}

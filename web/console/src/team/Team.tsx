import { startTransition, useState } from "react";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { TeamQuery } from "../__generated__/TeamQuery.graphql";
import { useNews } from "../live/context";
import { t } from "../texts";
import { Empty, Page } from "../ui/Page";
import { Invited } from "./Invited";
import { Members } from "./Members";
import { Roles } from "./Roles";
import "./team.css";

export type Role = NonNullable<TeamQuery["response"]["team"]>["roles"][number];

/** Who acts for the account, in which roles, and who was asked to: as it is at the moment. */
export default function Team() {
  const news = useNews(["AccessChanged"]);
  const [changes, setChanges] = useState(0); // one's own: not all of them are told as events
  const data = useLazyLoadQuery<TeamQuery>(
    graphql`
      query TeamQuery {
        team {
          roles {
            id
            name
            isOwner
            permissions
          }
        }
        ...Members_list
        ...Invited_list
      }
    `,
    {},
    { fetchKey: `${news} ${changes}`, fetchPolicy: "store-and-network" },
  );
  const changed = () => startTransition(() => setChanges((count) => count + 1));
  const roles = data.team?.roles;
  return (
    <Page title={t.pages.team}>
      {roles === undefined ? (
        <Empty icon="team" />
      ) : (
        <div className="team">
          <Members list={data} roles={roles} onChanged={changed} />
          <Roles roles={roles} onChanged={changed} />
          <Invited list={data} roles={roles} onChanged={changed} />
        </div>
      )}
    </Page>
  );
}

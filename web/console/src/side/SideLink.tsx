import { useState, type ReactNode } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import { Link } from "wouter";
import type { SideLink_partnership$key } from "../__generated__/SideLink_partnership.graphql";
import { onDay } from "../creators/figures";
import { t } from "../texts";
import { Icon } from "../ui/Icon";

const words = t.side;

const PARTNERSHIP = graphql`
  fragment SideLink_partnership on Partnership {
    status
    programme
    commission
    endsAt
    expiresAt
    endedAt
    unlinkDueAt
  }
`;

interface LinkProps {
  partnership: SideLink_partnership$key | null;
  /** The dialog by which the viewer, an agency, asks to link. */
  invite?: (onClose: () => void) => ReactNode;
}

/** How an agency and a creator are linked, and by which terms. */
export function SideLink({ partnership, invite }: LinkProps) {
  const it = useFragment(PARTNERSHIP, partnership);
  const [inviting, setInviting] = useState(false);
  const linked = it?.status === "LINKED" || it?.status === "UNLINK_REQUESTED";
  const over = !linked && it?.status !== "REQUESTED";
  return (
    <>
      {it ? (
        <>
          <p className="side-chips">
            <span className="chip" data-tone={linked ? "good" : over ? "quiet" : "warn"}>
              {words.partnerships[it.status]}
            </span>
          </p>
          <p className="side-faint">
            {[
              words.programmes[it.programme],
              words.commission(it.commission),
              linked && words.ends(onDay(it.endsAt)),
              it.status === "REQUESTED" && words.answerBy(onDay(it.expiresAt)),
              it.endedAt && words.ended(onDay(it.endedAt)),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
          {it.unlinkDueAt && <p>{words.askedUnlink(onDay(it.unlinkDueAt))}</p>}
        </>
      ) : (
        <p className="side-faint">{invite ? words.notAsked : words.noPartnership}</p>
      )}
      <div className="side-acts">
        {over && invite && (
          <Button onPress={() => setInviting(true)}>
            <Icon name="link" /> {words.inviteToLink}
          </Button>
        )}
        {it && <Link href="/partnerships">{words.manage}</Link>}
      </div>
      {inviting && invite?.(() => setInviting(false))}
    </>
  );
}

import { Suspense } from "react";
import { graphql, useFragment } from "react-relay";
import type {
  LinkTerms_partnership$data,
  LinkTerms_partnership$key,
} from "../__generated__/LinkTerms_partnership.graphql";
import { exactly, t } from "../texts";
import { keen } from "../ui/keen";
import { useViewer } from "../viewer";
import { Frame, TONES } from "./Frame";
import { Left } from "./Left";

const LinkSteps = keen(() => import("./LinkSteps"));

/** A link as its card and its page show it. */
export const LINK = graphql`
  fragment LinkTerms_partnership on Partnership {
    id
    status
    programme
    commission
    endsAt
    expiresAt
    linkedAt
    endedAt
    unlinkRequests
    unlinkDueAt
    agency {
      id
      name
    }
    creator {
      id
      name
    }
    agreements {
      id
      kind
      version
      text
      acceptedAt
      acceptedBy {
        name
      }
    }
    openChange {
      id
      commission
      endsAt
      previousCommission
      previousEndsAt
      expiresAt
    }
  }
`;

export type LinkData = LinkTerms_partnership$data;

/** The card of an invitation to link. */
export function LinkCard({ partnership }: { partnership: LinkTerms_partnership$key }) {
  const link = useFragment(LINK, partnership);
  const creator = useViewer().account.kind === "CREATOR";
  const title = creator ? t.partnerships.asked(link.agency.name) : t.partnerships.youAsked(link.creator.name);
  return (
    <Frame kind={t.card.link} icon="link" title={title} state={<LinkStatus status={link.status} />}>
      <LinkTerms link={link} />
      <Suspense fallback={null}>
        <LinkSteps link={link} />
      </Suspense>
    </Frame>
  );
}

export function LinkStatus({ status }: { status: LinkData["status"] }) {
  return (
    <span className="chip" data-tone={TONES[status]}>
      {t.card.status[status]}
    </span>
  );
}

/** Its terms, what is proposed instead, and until when somebody has to answer: in words. */
export function LinkTerms({ link }: { link: LinkData }) {
  const { agency, creator, openChange: change } = link;
  return (
    <>
      <dl className="facts">
        <dt>{t.partnerships.theProgramme}</dt>
        <dd>{t.partnerships.programme[link.programme]}</dd>
        <dt>{t.partnerships.theShare}</dt>
        <dd>{link.commission} %</dd>
        <dt>{t.partnerships.runs}</dt>
        <dd>{link.endedAt ? t.card.endedAt(exactly(link.endedAt)) : t.card.until(exactly(link.endsAt))}</dd>
      </dl>
      {link.status === "REQUESTED" && (
        <p className="due">
          {t.partnerships.answerBy(creator.name, exactly(link.expiresAt))} <Left at={link.expiresAt} />
        </p>
      )}
      {link.unlinkDueAt && (
        <p className="due">
          {t.partnerships.unlinkBy(creator.name, agency.name, exactly(link.unlinkDueAt), link.unlinkRequests)}{" "}
          <Left at={link.unlinkDueAt} />
        </p>
      )}
      {change && (
        <p className="due">
          {change.commission
            ? t.partnerships.proposedShare(change.commission, change.previousCommission)
            : t.partnerships.proposedEnd(exactly(change.endsAt ?? ""), exactly(change.previousEndsAt))}{" "}
          <Left at={change.expiresAt} />
        </p>
      )}
    </>
  );
}

import { lazy, Suspense, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { QuotaQuery, QuotaQuery$data } from "../__generated__/QuotaQuery.graphql";
import { useNews } from "../live/context";
import { t } from "../texts";
import "./creators.css";
import { exact } from "./figures";

const QuotaDialog = lazy(() => import("./QuotaDialog"));

const words = t.creators.quota;

export type Week = NonNullable<QuotaQuery$data["outreachQuota"]>;

/**
 * The seller's weekly quota in one line with a bar, kept true while it is shown; pressed, it shows all of it and the weeks before.
 *
 * It suspends: render it in a Suspense. Nothing for agencies, which have no quota.
 */
export function Quota() {
  const news = useNews(["MessageReceived", "InvitationChanged", "BulkMessageProgressed"]);
  const [open, setOpen] = useState(false);
  const { outreachQuota: week } = useLazyLoadQuery<QuotaQuery>(
    graphql`
      query QuotaQuery {
        outreachQuota {
          tier
          weekStart
          refreshesAt
          weeklyLimit
          used
          remaining
          unlimited
          followerLimit
          starterPackRemaining
          connected
        }
      }
    `,
    {},
    { fetchKey: news, fetchPolicy: "store-and-network" },
  );
  if (!week) return null;
  return (
    <>
      <Button className="quota" aria-label={`${words.open}. ${inShort(week)}`} onPress={() => setOpen(true)}>
        <span className="quota-line">
          <strong>{words.tier(week.tier)}</strong>
          <span>{inShort(week)}</span>
        </span>
        <Bar week={week} />
      </Button>
      {open && (
        <Suspense fallback={null}>
          <QuotaDialog week={week} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

/** How much of what there was for the week is spent; nothing where there is no limit. */
export function Bar({ week: { used, remaining } }: { week: Week }) {
  if (typeof remaining !== "number") return null;
  const all = used + remaining;
  return (
    <svg className="bar" data-tone={remaining === 0 ? "bad" : remaining * 5 <= all ? "warn" : "good"} aria-hidden="true">
      <rect width={`${all === 0 ? 100 : (100 * used) / all}%`} height="100%" />
    </svg>
  );
}

function inShort({ used, remaining, unlimited }: Week): string {
  if (unlimited || typeof remaining !== "number") return `${words.unlimited} · ${words.usedInWeek(exact(used))}`;
  return `${words.usedInWeek(exact(used))} · ${words.left(exact(remaining))}`;
}

import { useEffect } from "react";
import { commitLocalUpdate, graphql, useFragment } from "react-relay";
import type { Licence_lead$data, Licence_lead$key } from "../__generated__/Licence_lead.graphql";
import { about } from "../creators/figures";
import { useLine } from "../live/context";
import { exactly, money, t } from "../texts";
import { Icon } from "../ui/Icon";
import { leftInWords, useLeft } from "./clock";

const LEAD = graphql`
  fragment Licence_lead on Lead {
    id
    licensedUntil
    licensedData {
      contact
      profile
      bestLive {
        startedAt
        gmv {
          amount
          currency
        }
        uniqueViewers
        orders
      }
    }
  }
`;

/** What a creator lets the partner see, beside its clock. At the end it goes away by itself, from the store as well. */
export function Licence({ lead }: { lead: Licence_lead$key }) {
  const it = useFragment(LEAD, lead);
  const { line } = useLine();
  const until = it.licensedUntil ?? null;
  const left = useLeft(until);
  const kept = left === 0 && it.licensedData !== null && it.licensedData !== undefined;
  useEffect(() => {
    if (kept) commitLocalUpdate(line.environment, (store) => store.get(it.id)?.setValue(null, "licensedData"));
  }, [kept, line, it.id]);
  if (until === null) return null;
  if (left === 0) return <p className="licence-ended">{t.leads.ended(exactly(until))}</p>;
  return (
    <section className="licence" aria-label={t.leads.licensed}>
      <header>
        <strong>{t.leads.licensed}</strong>
        <time
          className="chip"
          data-tone={left < 24 * 60 * 60 * 1000 ? "warn" : undefined}
          dateTime={until}
          title={exactly(until)}
        >
          <Icon name="clock" /> {leftInWords(left)}
        </time>
      </header>
      {it.licensedData ? <Shown data={it.licensedData} /> : <p>{t.leads.nothingLicensed}</p>}
    </section>
  );
}

function Shown({ data: { contact, profile, bestLive } }: { data: NonNullable<Licence_lead$data["licensedData"]> }) {
  return (
    <dl>
      <dt>{t.leads.contact}</dt>
      <dd>{contact ?? <small>{t.leads.notShared}</small>}</dd>
      {profile && (
        <>
          <dt>{t.leads.profile}</dt>
          <dd>{profile}</dd>
        </>
      )}
      {bestLive && (
        <>
          <dt>{t.leads.bestLive}</dt>
          <dd className="best">
            <time dateTime={bestLive.startedAt}>{exactly(bestLive.startedAt)}</time>
            <Figure value={money(bestLive.gmv)} of={t.leads.gmv} />
            <Figure value={about(bestLive.uniqueViewers)} of={t.leads.viewers} />
            <Figure value={about(bestLive.orders)} of={t.leads.liveOrders} />
          </dd>
        </>
      )}
    </dl>
  );
}

/** A number and what it counts. */
export function Figure({ value, of }: { value: string; of: string }) {
  return (
    <span className="figure">
      <strong>{value}</strong> <small>{of}</small>
    </span>
  );
}

import { Suspense } from "react";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Waiting } from "../ui/Waiting";
import { exact, until } from "./figures";
import { Bar, type Week } from "./Quota";
import { QuotaWeeks } from "./QuotaWeeks";

const words = t.creators.quota;

/** All of the week's quota, and the weeks before with whom was contacted. */
export default function QuotaDialog({ week, onClose }: { week: Week; onClose(): void }) {
  const { tier, used, weeklyLimit, remaining, connected, followerLimit, starterPackRemaining: pack } = week;
  const most = typeof weeklyLimit === "number" ? words.usedOf(exact(used), exact(weeklyLimit)) : exact(used);
  const left = typeof remaining === "number" ? words.creators(remaining, exact(remaining)) : words.noLimit;
  return (
    <Popup title={words.label} onClose={onClose}>
      <div className="quota-tier">
        <span className="chip">{words.tier(tier)}</span>
        <small>{words.tierWhy}</small>
      </div>
      <Bar week={week} />
      <dl className="facts">
        <Fact name={words.used} is={pack ? exact(used) : most} />
        <Fact name={words.remaining} is={left} />
        {typeof pack === "number" && <Fact name={words.pack} is={exact(pack)} why={words.packWhy} />}
        <Fact name={words.cap} is={typeof followerLimit === "number" ? words.capOf(exact(followerLimit)) : words.noLimit} />
        <Fact name={words.connected} is={words.connectedOf(exact(connected), exact(used))} />
        <Fact name={words.refresh} is={until(week.refreshesAt)} />
      </dl>
      <small>{words.free}</small>
      <h3>{words.weeks}</h3>
      <Suspense fallback={<Waiting />}>
        <QuotaWeeks thisWeek={week.weekStart} onGo={onClose} />
      </Suspense>
    </Popup>
  );
}

function Fact({ name, is, why }: { name: string; is: string; why?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {is}
        {why && <small> {why}</small>}
      </dd>
    </div>
  );
}

import { Suspense } from "react";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Waiting } from "../ui/Waiting";
import { Fact } from "./Fact";
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
      <dl className="known-facts">
        <Fact name={words.used}>{pack ? exact(used) : most}</Fact>
        <Fact name={words.remaining}>{left}</Fact>
        {typeof pack === "number" && <Fact name={words.pack}>{exact(pack)}</Fact>}
        <Fact name={words.cap}>
          {typeof followerLimit === "number" ? words.capOf(exact(followerLimit)) : words.noLimit}
        </Fact>
        <Fact name={words.connected}>{words.connectedOf(exact(connected), exact(used))}</Fact>
        <Fact name={words.refresh}>{until(week.refreshesAt)}</Fact>
      </dl>
      <small>
        {pack ? words.packWhy : null} {words.free}
      </small>
      <h3>{words.weeks}</h3>
      <Suspense fallback={<Waiting />}>
        <QuotaWeeks thisWeek={week.weekStart} onGo={onClose} />
      </Suspense>
    </Popup>
  );
}

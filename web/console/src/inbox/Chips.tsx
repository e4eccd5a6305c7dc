import { Button } from "react-aria-components";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { useViewer } from "../viewer";
import { nameOfMember } from "./members";
import { asked, type InboxFilter, type View } from "./view";

/** What narrows the inbox, each with a cross that takes it away. */
export function Chips({ view, onFilter }: { view: View; onFilter(filter: InboxFilter): void }) {
  const { user, account } = useViewer();
  const filter = asked(view).filter;
  if (filter === null || account.kind === "CREATOR") return null; // a creator sees it at its button
  const words = t.inbox.filters;
  const said: Record<string, string> = {
    followers: `${words.followers}: ${between(filter.followers)}`,
    affiliateGmv30d: `${words.affiliateGmv30d}: ${between(filter.affiliateGmv30d)}`,
    categories: filter.categories?.join(", ") ?? "",
    levels: filter.levels?.map((one) => t.creators.levels[one]).join(", ") ?? "",
    market: filter.market ?? "",
    isLead: filter.isLead ? words.lead : words.noLead,
    hasInvitation: filter.hasInvitation ? words.invited : words.notInvited,
    labels: filter.labels?.join(", ") ?? "",
    assigneeId:
      filter.assigneeId === user.id ? words.mine : t.inbox.assignedTo(nameOfMember(filter.assigneeId) ?? words.member),
  };
  return (
    <div className="chips" role="group" aria-label={words.set}>
      {Object.keys(filter).map((name) => (
        <span key={name} className="chip">
          <span>{said[name]}</span>
          <Button
            className="bare"
            aria-label={words.without(said[name] ?? name)}
            onPress={() => onFilter({ ...filter, [name]: undefined })}
          >
            <Icon name="close" />
          </Button>
        </span>
      ))}
      {Object.keys(filter).length > 1 && (
        <Button className="bare" onPress={() => onFilter({})}>
          {words.none}
        </Button>
      )}
    </div>
  );
}

const shortly = new Intl.NumberFormat(t.language, { notation: "compact", maximumFractionDigits: 1 });

/** The ends of a range, shortly: 10K–100K, from 10K, below 100K. */
function between(range: InboxFilter["followers" | "affiliateGmv30d"]): string {
  const { from, below } = t.inbox.filters;
  const [min, max] = [range?.min, range?.max].map((end) => (end == null ? null : shortly.format(Number(end))));
  if (min && max) return `${min}–${max}`;
  return min ? `${from} ${min}` : `${below} ${max ?? ""}`;
}

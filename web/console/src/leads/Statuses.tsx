import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { LeadStatus } from "../__generated__/PoolQuery.graphql";
import type { StatusesQuery } from "../__generated__/StatusesQuery.graphql";
import { t } from "../texts";
import { asked, STATUSES, type Looked } from "./filter";

interface StatusesProps {
  news: number;
  looked: Looked;
  onChange(statuses: LeadStatus[]): void;
}

/** How many leads have each status; of which ones they are shown. None chosen are all. */
export function Statuses({ news, looked, onChange }: StatusesProps) {
  const { leadCounts } = useLazyLoadQuery<StatusesQuery>(
    graphql`
      query StatusesQuery($query: String, $filter: LeadFilter) {
        leadCounts(query: $query, filter: $filter) {
          status
          count {
            value
            exact
          }
        }
      }
    `,
    asked(looked),
    { fetchKey: news, fetchPolicy: "store-and-network" },
  );
  const counts = leadCounts ?? [];
  const all = {
    value: counts.reduce((sum, { count }) => sum + count.value, 0),
    exact: counts.every(({ count }) => count.exact),
  };
  return (
    <div className="statuses" role="group" aria-label={t.leads.status}>
      <ToggleButton className="tab" isSelected={looked.statuses.length === 0} onChange={() => onChange([])}>
        {t.leads.all} <Number of={all} />
      </ToggleButton>
      <ToggleButtonGroup
        className="statuses-some"
        aria-label={t.leads.status}
        selectionMode="multiple"
        selectedKeys={looked.statuses}
        onSelectionChange={(keys) => onChange(STATUSES.filter((status) => keys.has(status)))}
      >
        {STATUSES.map((status) => (
          <ToggleButton key={status} id={status} className="tab">
            {t.leads.statuses[status]} <Number of={counts.find((one) => one.status === status)?.count} />
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

function Number({ of }: { of: { value: number; exact: boolean } | undefined }) {
  return (
    <span className="number">
      {of?.value ?? 0}
      {of?.exact === false && "+"}
    </span>
  );
}

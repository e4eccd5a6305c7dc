import { Suspense, useState } from "react";
import { Button, Form } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { FiltersQuery } from "../__generated__/FiltersQuery.graphql";
import { LEVELS } from "../creators/wanted";
import { t } from "../texts";
import { Another } from "../ui/Another";
import { Choice } from "../ui/Choice";
import { Popup } from "../ui/Dialog";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";
import { keepName, useMembers } from "./members";
import { useCount } from "./counting";
import { Range, Some } from "./fields";
import "./filters.css";
import { asked, type InboxFilter, type View } from "./view";

interface FiltersProps {
  view: View;
  onFilter(filter: InboxFilter): void;
  onClose(): void;
}

/** What sellers and agencies narrow their inbox by. How much it leaves is said before it is done. */
export default function Filters({ view, onFilter, onClose }: FiltersProps) {
  const [filter, setFilter] = useState(view.filter);
  const { count, problem } = useCount({ ...view, filter });
  const change = (part: InboxFilter) => setFilter((before) => ({ ...before, ...part }));
  return (
    <Popup title={t.inbox.filters.label} wide onClose={onClose}>
      <Form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
          if (problem !== null) return;
          onFilter(asked({ ...view, filter }).filter ?? {});
          onClose();
        }}
      >
        <Suspense fallback={<Waiting />}>
          <Fields filter={filter} change={change} />
        </Suspense>
        {problem !== null && (
          <p role="alert" className="refused">
            {problem}
          </p>
        )}
        <div className="buttons filters-end">
          <Button onPress={() => setFilter({})}>{t.inbox.filters.none}</Button>
          <Button type="submit" className="primary" isDisabled={problem !== null}>
            {count === null ? t.inbox.filters.show : t.inbox.filters.showCount(count)}
          </Button>
        </div>
      </Form>
    </Popup>
  );
}

interface FieldsProps {
  filter: InboxFilter;
  change(part: InboxFilter): void;
}

function Fields({ filter, change }: FieldsProps) {
  const words = t.inbox.filters;
  const { labels, categories, markets } = useChoices();
  return (
    <>
      <Ranges filter={filter} change={change} />
      <Some
        label={words.levelsLabel}
        all={LEVELS}
        nameOf={(one) => t.creators.levels[one]}
        chosen={filter.levels}
        onChange={(levels) => change({ levels })}
      />
      <Some
        label={words.categories}
        all={categories}
        chosen={filter.categories}
        onChange={(chosen) => change({ categories: chosen })}
      />
      <Some label={words.labels} all={labels} chosen={filter.labels} onChange={(chosen) => change({ labels: chosen })}>
        <Another
          name={words.another}
          max={40}
          onAdd={(label) => change({ labels: [...(filter.labels ?? []), label] })}
        />
      </Some>
      <div className="filters-row">
        <Assignee value={filter.assigneeId} change={change} />
        <Choice
          label={words.market}
          value={filter.market ?? ""}
          options={[{ value: "", text: words.any }, ...markets.map((one) => ({ value: one, text: one }))]}
          onChange={(market) => change({ market: market || null })}
        />
        <Whethers filter={filter} change={change} />
      </div>
    </>
  );
}

function Ranges({ filter, change }: FieldsProps) {
  const words = t.inbox.filters;
  return (
    <div className="filters-row">
      <Range
        label={words.followers}
        value={filter.followers}
        onChange={(followers) => change({ followers })}
        read={Number}
      />
      <Range
        label={words.affiliateGmv30d}
        value={filter.affiliateGmv30d}
        onChange={(affiliateGmv30d) => change({ affiliateGmv30d })}
        read={String}
      />
    </div>
  );
}

/** What is so or not: an invitation, and a lead for those who see leads. */
function Whethers({ filter, change }: FieldsProps) {
  const words = t.inbox.filters;
  const { account, permissions } = useViewer();
  const seesLeads = permissions.includes("LEAD_MANAGEMENT") && account.livePartner === true;
  return (
    <>
      <Whether
        label={words.invitation}
        yes={words.invited}
        no={words.notInvited}
        value={filter.hasInvitation}
        onChange={(hasInvitation) => change({ hasInvitation })}
      />
      {seesLeads && (
        <Whether
          label={words.leads}
          yes={words.lead}
          no={words.noLead}
          value={filter.isLead}
          onChange={(isLead) => change({ isLead })}
        />
      )}
    </>
  );
}

/** What there is to choose from: the account's markets, and what the creators that it last talked with have. */
function useChoices() {
  const { viewer, inbox, starred } = useLazyLoadQuery<FiltersQuery>(
    graphql`
      query FiltersQuery {
        viewer {
          account {
            id
            markets
          }
        }
        inbox(first: 50) {
          ...Filters_choices @relay(mask: false)
        }
        starred: inbox(folder: STARRED, first: 50) {
          ...Filters_choices @relay(mask: false)
        }
      }
    `,
    {},
    { fetchPolicy: "store-and-network" },
  );
  const creators = [...(inbox?.nodes ?? []), ...(starred?.nodes ?? [])].map(({ counterpart }) => counterpart);
  const sorted = (all: readonly (string | null | undefined)[]) => [...new Set(all.filter((one) => one != null))].sort();
  return {
    markets: viewer.account.markets,
    categories: sorted(creators.map(({ category }) => category)),
    labels: sorted(creators.flatMap((one) => one.labels ?? [])),
  };
}

graphql`
  fragment Filters_choices on ConversationConnection {
    nodes {
      id
      counterpart {
        id
        category
        ... on Creator {
          labels
        }
      }
    }
  }
`;

function Assignee({ value, change }: { value: string | null | undefined; change(part: InboxFilter): void }) {
  const members = useMembers();
  const options = members.map(({ id, name }) => ({ value: id, text: name }));
  return (
    <Choice
      label={t.inbox.assign.label}
      value={value ?? ""}
      options={[{ value: "", text: t.inbox.filters.any }, ...options]}
      onChange={(id) => {
        members.filter((one) => one.id === id).forEach(keepName);
        change({ assigneeId: id || null });
      }}
    />
  );
}

interface WhetherProps {
  label: string;
  yes: string;
  no: string;
  value: boolean | null | undefined;
  onChange(value: boolean | null): void;
}

function Whether({ label, yes, no, value, onChange }: WhetherProps) {
  return (
    <Choice
      label={label}
      value={value == null ? "" : value ? "yes" : "no"}
      options={[
        { value: "", text: t.inbox.filters.any },
        { value: "yes", text: yes },
        { value: "no", text: no },
      ]}
      onChange={(chosen) => onChange(chosen === "" ? null : chosen === "yes")}
    />
  );
}

import { Suspense, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { QuotaWeeksCreatorsQuery } from "../__generated__/QuotaWeeksCreatorsQuery.graphql";
import type { QuotaWeeksQuery, QuotaWeeksQuery$data } from "../__generated__/QuotaWeeksQuery.graphql";
import { t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
import { Waiting } from "../ui/Waiting";
import { exact, onDay } from "./figures";
import { useTalk } from "./talk";

const words = t.creators.quota;
const PAGE = 20;

const WEEKS = graphql`
  query QuotaWeeksQuery($first: Int!, $after: String) {
    outreachWeeks(first: $first, after: $after) {
      edges {
        cursor
        node {
          weekStart
          tier
          weeklyLimit
          used
          connected
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

const CONTACTED = graphql`
  query QuotaWeeksCreatorsQuery($week: String, $first: Int!, $after: String) {
    outreachWeeks(first: 1, after: $week) {
      nodes {
        creators(first: $first, after: $after) {
          nodes {
            id
            name
            handle
            kind
            avatarUrl
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`;

type Edge = NonNullable<QuotaWeeksQuery$data["outreachWeeks"]>["edges"][number];

interface WeeksProps {
  thisWeek: string;
  /** A conversation was opened. */
  onGo(): void;
  after?: string;
}

/** Week by week, each with whom was contacted first in it. */
export function QuotaWeeks({ thisWeek, onGo, after }: WeeksProps) {
  const [more, setMore] = useState(false);
  const { outreachWeeks: page } = useLazyLoadQuery<QuotaWeeksQuery>(
    WEEKS,
    { first: PAGE, after },
    { fetchPolicy: "store-and-network" },
  );
  const edges = page?.edges ?? [];
  if (edges.length === 0) return <p>{words.noWeeks}</p>;
  const end = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  return (
    <>
      <div className="quota-weeks">
        {edges.map((edge, at) => (
          <OneWeek
            key={edge.cursor}
            edge={edge}
            before={edges[at - 1]?.cursor ?? after}
            thisWeek={thisWeek}
            onGo={onGo}
          />
        ))}
      </div>
      {end && !more && <Button onPress={() => setMore(true)}>{words.more}</Button>}
      {end && more && (
        <Suspense fallback={<Waiting />}>
          <QuotaWeeks thisWeek={thisWeek} onGo={onGo} after={end} />
        </Suspense>
      )}
    </>
  );
}

function OneWeek({
  edge,
  before,
  thisWeek,
  onGo,
}: {
  edge: Edge;
  before: string | undefined;
  thisWeek: string;
  onGo(): void;
}) {
  const [open, setOpen] = useState(false);
  const { weekStart, tier, weeklyLimit, used, connected } = edge.node;
  const within = typeof weeklyLimit === "number" && tier !== "T0"; // which spends its starter's pack first
  const name = weekStart === thisWeek ? words.thisWeek : words.week(onDay(weekStart));
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="next" />
        <strong>{name}</strong>
        <span className="chip" data-tone="quiet">
          {words.tier(tier)}
        </span>
        <span>{within ? words.usedOf(exact(used), exact(weeklyLimit)) : words.usedInWeek(exact(used))}</span>
        <small>{words.connectedInWeek(exact(connected))}</small>
      </summary>
      {open && (
        <Suspense fallback={<Waiting />}>
          <Contacted week={before} label={words.contacted(name)} onGo={onGo} />
        </Suspense>
      )}
    </details>
  );
}

interface ContactedProps {
  /** The cursor that the week follows. */
  week: string | undefined;
  label: string;
  onGo(): void;
  after?: string;
}

/** Whom a week's units went to, a page at a time. */
function Contacted({ week, label, onGo, after }: ContactedProps) {
  const [more, setMore] = useState(false);
  const { talk, busy, refusal } = useTalk("FIND_CREATORS");
  const { outreachWeeks } = useLazyLoadQuery<QuotaWeeksCreatorsQuery>(
    CONTACTED,
    { week, first: PAGE, after },
    { fetchPolicy: "store-and-network" },
  );
  const page = outreachWeeks?.nodes[0]?.creators;
  const end = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  return (
    <>
      <Refused refusal={refusal} />
      <ul className="quota-contacted" aria-label={label}>
        {page?.nodes.map(({ id, name, handle, kind, avatarUrl }) => (
          <li key={id}>
            <Avatar name={name} kind={kind} url={avatarUrl} small />
            <span>
              {name} <small>@{handle}</small>
            </span>
            <Button
              className="bare"
              isDisabled={busy}
              aria-label={t.creators.messageTo(name)}
              onPress={() => talk(id, onGo)}
            >
              <Icon name="send" />
            </Button>
          </li>
        ))}
      </ul>
      {end && !more && <Button onPress={() => setMore(true)}>{words.more}</Button>}
      {end && more && (
        <Suspense fallback={<Waiting />}>
          <Contacted week={week} label={label} onGo={onGo} after={end} />
        </Suspense>
      )}
    </>
  );
}

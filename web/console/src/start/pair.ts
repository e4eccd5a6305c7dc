import { fetchQuery, graphql } from "relay-runtime";
import type { pairQuery } from "../__generated__/pairQuery.graphql";
import type { pairWhoQuery } from "../__generated__/pairWhoQuery.graphql";
import { connect } from "../live/environment";
import type { Person } from "../session";

export interface Pair {
  left: string;
  right: string;
}

export const FIRST: Pair = { left: "maya", right: "acme" };

/** The page on which two people stand side by side. */
export const beside = ({ left, right }: Pair): string =>
  `/side-by-side?${new URLSearchParams({ left, right }).toString()}`;

/** The conversation that the two have in common; of two of one team, the one on top of their inbox; else null. */
export async function common(left: Person, right: Person): Promise<string | null> {
  const { account } = (await ask<pairWhoQuery>(right, WHO, {})).viewer;
  const found = await ask<pairQuery>(left, COMMON, { handle: account.handle });
  if (found.viewer.account.id === account.id) return found.inbox?.nodes[0]?.id ?? null;
  return found.account?.conversation?.id ?? null;
}

const WHO = graphql`
  query pairWhoQuery {
    viewer {
      account {
        id
        handle
      }
    }
  }
`;

const COMMON = graphql`
  query pairQuery($handle: String!) {
    viewer {
      account {
        id
      }
    }
    account(handle: $handle) {
      conversation {
        id
      }
    }
    inbox(first: 1) {
      nodes {
        id
      }
    }
  }
`;

async function ask<Q extends pairQuery | pairWhoQuery>(
  { handle, token }: Person,
  query: typeof WHO,
  variables: Q["variables"],
): Promise<Q["response"]> {
  const { environment, socket } = connect({ who: handle, token, account: null });
  try {
    const found = await fetchQuery<Q>(environment, query, variables).toPromise();
    if (found === undefined) throw new Error("nothing was answered");
    return found;
  } finally {
    void socket.dispose();
  }
}

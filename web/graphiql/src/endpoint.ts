import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { type DocumentNode, Kind, parse } from "graphql";
import { createClient } from "graphql-ws";
import place from "./documents/place.graphql?raw";
import type { Identity } from "./identity";

const ENDPOINT = "/graphql";

function headers({ token, account }: Identity): Record<string, string> {
  return {
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
    ...(account ? { "Parley-Account": account } : {}),
  };
}

/** Queries and mutations over HTTP, subscriptions over a socket that is opened with the first of them. */
export function fetcher(identity: Identity): Fetcher {
  const { token, account } = identity;
  const wsClient = createClient({
    url: `${location.origin.replace(/^http/, "ws")}${ENDPOINT}`,
    connectionParams: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(account ? { account } : {}) },
  });
  const ask = createGraphiQLFetcher({ url: ENDPOINT, headers: headers(identity), wsClient });
  return (parameters, options) => {
    // Right after a change of tabs GraphiQL may still hand over the name and the tree of the tab before.
    const documentAST = parsed(parameters.query);
    const names = documentAST ? operationNames(documentAST) : [];
    const given = parameters.operationName ?? undefined;
    const operationName = names.includes(given) || names.length !== 1 ? given : names[0];
    return ask({ ...parameters, operationName }, { ...options, documentAST });
  };
}

function parsed(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined; // the server says what is wrong with it
  }
}

function operationNames({ definitions }: DocumentNode): (string | undefined)[] {
  return definitions.flatMap((each) => (each.kind === Kind.OPERATION_DEFINITION ? [each.name?.value] : []));
}

export interface Place {
  handle: string;
  name: string;
  conversationId: string | null; // one to write to
}

interface Answer {
  data?: {
    viewer: { account: { handle: string; name: string } };
    account: { conversation: { id: string } | null } | null;
    inbox: { nodes: { id: string }[] } | null;
  } | null;
  errors?: { message: string }[];
}

/** Who the server says is asking, and a conversation of theirs: with the other one if there is one. */
export async function look(identity: Identity, other: string): Promise<Place> {
  const answer = await fetch(ENDPOINT, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers(identity) },
    body: JSON.stringify({ query: place, variables: { other } }),
  });
  const { data, errors } = (await answer.json()) as Answer;
  if (!data) throw new Error(errors?.[0]?.message ?? answer.statusText);
  return {
    ...data.viewer.account,
    conversationId: data.account?.conversation?.id ?? data.inbox?.nodes[0]?.id ?? null,
  };
}

import { useEffect, useRef } from "react";
import {
  createOperationDescriptor,
  getRequest,
  type GraphQLTaggedNode,
  type IEnvironment,
  type PayloadData,
  type Variables,
} from "relay-runtime";
import { useLine } from "../live/context";
import type { Line } from "../live/environment";

const PAGE = 50; // rows that are asked for at once
const REST = 500; // after each page: a long list that changes all the time costs no more than a short one

interface Shown {
  query: GraphQLTaggedNode;
  variables: Variables;
  rows: number;
  news: number;
}

/**
 * After news, read a list anew as far as it is shown. `query` has one connection, with variables `first` and `after`.
 *
 * `news` is heard above the list: what comes while it is loaded for the first time counts, too.
 */
export function useKept(query: GraphQLTaggedNode, variables: Variables, rows: number, news: number): void {
  const { line } = useLine();
  const shown = useRef<Shown | null>(null);
  const reading = useRef(false);
  useEffect(() => {
    shown.current = { query, variables, rows, news };
  });
  useEffect(() => () => void (shown.current = null), []);
  useEffect(() => {
    if (news === 0 || reading.current) return;
    reading.current = true;
    void keep(line, () => shown.current).finally(() => (reading.current = false));
  }, [line, news]);
}

/** One reading at a time; what was heard during one is read by another. */
async function keep(line: Line, shown: () => Shown | null): Promise<void> {
  for (let now = shown(), read: number | null = null; now !== null && now.news !== read; now = shown()) {
    read = now.news;
    const { query, variables } = now;
    const reading = () => readAgain(line.environment, query, variables, () => shown()?.rows ?? null);
    // What could not be read is read after the next news.
    const { answer: pages, again } = await line.meanwhile.while(() => reading().catch(() => 1));
    again(); // the first page is older than what was told while the others were read
    await new Promise((go) => setTimeout(go, pages * REST));
  }
}

/**
 * Page after page, as many as `rows` takes, which is null once nobody looks. The store takes them as if they were
 * one, so that no row goes and comes. How many they were.
 */
async function readAgain(
  environment: IEnvironment,
  query: GraphQLTaggedNode,
  variables: Variables,
  rows: () => number | null,
): Promise<number> {
  const request = getRequest(query);
  let whole: { data: PayloadData; list: List } | null = null;
  let pages = 0;
  do {
    const wanted: Variables = { ...variables, first: PAGE, after: whole?.list.pageInfo.endCursor ?? null };
    const answer = await environment.getNetwork().execute(request.params, wanted, { force: true }).toPromise();
    const data = answer && "data" in answer ? (answer.data as PayloadData) : null;
    const list = listIn(data);
    if (data === null || list === null) return pages;
    if (whole === null) whole = { data, list };
    else Object.assign(whole.list, { edges: [...whole.list.edges, ...list.edges], pageInfo: list.pageInfo });
    pages += 1;
  } while (whole.list.pageInfo.hasNextPage && whole.list.edges.length < (rows() ?? 0));
  if (rows() !== null) environment.commitPayload(createOperationDescriptor(request, variables), whole.data);
  return pages;
}

interface List {
  edges: readonly unknown[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** The connection that an answer has somewhere. */
function listIn(answer: unknown): List | null {
  if (typeof answer !== "object" || answer === null) return null;
  if ("edges" in answer && "pageInfo" in answer) return answer as List;
  return Object.values(answer).reduce<List | null>((found, part) => found ?? listIn(part), null);
}

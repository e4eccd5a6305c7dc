import type { BulkMessageInput } from "../__generated__/PreviewQuery.graphql";
import type { CreatorFilter } from "../__generated__/FoundQuery.graphql";
import { choose, chosen, type Chosen } from "../creators/chosen";
import { fresh } from "../live/ids";
import { place } from "../session";
import { t } from "../texts";

export const KINDS = ["text", "photo", "reply", "products", "list", "target"] as const;
export type Kind = (typeof KINDS)[number];

/** Something chosen from a list; of a saved reply also what to give values for. */
export interface Picked {
  id: string;
  title: string;
  variables?: readonly string[];
}

/** A bulk message that is being written. */
export interface Draft {
  id: string; // its clientMutationId: another one whenever it says something else
  to: "chosen" | "found";
  chosen: readonly Chosen[];
  query: string;
  filter: CreatorFilter;
  days: string; // leave out whom one wrote to within so many; empty: nobody
  invited: boolean;
  kind: Kind;
  text: string;
  picked: Partial<Record<Kind, readonly Picked[]>>; // a photo that was uploaded, too
  values: Readonly<Record<string, string>>;
  autoResume: boolean;
}

/** What is wrong, and where: `field` is a path below the input; null where it is of no field. */
export interface Wrong {
  field: string | null;
  detail: string;
}

const EMPTY = {
  query: "",
  filter: {},
  days: "",
  invited: false,
  kind: "text",
  text: "",
  picked: {},
  values: {},
  autoResume: true,
} as const;

/** What was being written in this tab, to those who were chosen since. */
export function keptDraft(): Draft {
  const text = sessionStorage.getItem(place("bulk"));
  const people = chosen();
  const to = { to: people.length > 0 ? ("chosen" as const) : ("found" as const), chosen: people };
  if (text === null) return { ...EMPTY, ...to, id: fresh() };
  const kept = JSON.parse(text) as Draft;
  const same = JSON.stringify(kept.chosen) === JSON.stringify(people);
  return same ? kept : { ...kept, ...to, id: fresh() };
}

export const keepDraft = (draft: Draft): void => sessionStorage.setItem(place("bulk"), JSON.stringify(draft));

/** It was sent, or is not wanted: those who were chosen are chosen no more. */
export function dropDraft(): void {
  sessionStorage.removeItem(place("bulk"));
  choose([]);
}

/** What is missing before the server can be asked; null: nothing. */
export function missing({ to, chosen: people, kind, text, picked, values }: Draft): Wrong | null {
  if (to === "chosen" && people.length === 0) return { field: "creatorIds", detail: t.bulk.missing.creators };
  if (["text", "products", "photo"].includes(kind) && text.trim() === "")
    return { field: TEXTS[kind] ?? "content", detail: t.bulk.missing.text };
  const one = picked[kind]?.[0];
  if (kind !== "text" && one === undefined) return { field: PLACES[kind], detail: t.bulk.missing[kind] };
  if (one?.variables?.some((name) => !values[name]?.trim()))
    return { field: "content.savedReply.variables", detail: t.bulk.missing.values };
  return null;
}

/** Where, below the input, the text of a kind is. */
export const TEXTS: Partial<Record<Kind, string>> = {
  text: "content.text",
  photo: "content.media.text",
  products: "content.products.text",
};

/** Where what was picked of a kind is. */
export const PLACES: Record<Kind, string> = {
  text: "content.text",
  photo: "content.media",
  reply: "content.savedReply",
  products: "content.products",
  list: "content.productListId",
  target: "targetCollaborationId",
};

/** As the API takes it. */
export function inputOf(draft: Draft): BulkMessageInput {
  const { query, filter, days, invited } = draft;
  const audience =
    draft.to === "chosen" ? { creatorIds: draft.chosen.map(({ id }) => id) } : { query: query.trim() || null, filter };
  const within = days.trim() === "" ? null : Number(days);
  return {
    clientMutationId: draft.id,
    ...audience,
    ...said(draft),
    leaveOut: { contactedWithinDays: within, alreadyInvited: invited },
    autoResume: draft.autoResume,
  };
}

function said({ kind, text, picked, values }: Draft): Pick<BulkMessageInput, "content" | "targetCollaborationId"> {
  const all = picked[kind] ?? [];
  const id = all[0]?.id ?? "";
  if (kind === "text") return { content: { text: text.trim() } };
  if (kind === "photo") return { content: { media: { mediaId: id, text: text.trim() } } };
  if (kind === "products")
    return { content: { products: { productIds: all.map((one) => one.id), text: text.trim() } } };
  if (kind === "list") return { content: { productListId: id } };
  if (kind === "target") return { targetCollaborationId: id };
  const variables = (all[0]?.variables ?? []).map((name) => ({ name, value: values[name] ?? "" }));
  return { content: { savedReply: { savedReplyId: id, variables: variables.length > 0 ? variables : null } } };
}

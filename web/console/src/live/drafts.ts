import { keptOfAll, place } from "../session";
import type { Attachment } from "../thread/attached";

const nameOf = (conversation: string) => place(`draft:${conversation}`);

/** What was being written in a conversation. */
export const draftOf = (conversation: string): string => sessionStorage.getItem(nameOf(conversation)) ?? "";

/** Keep it for this tab. */
export function keepDraft(conversation: string, text: string): void {
  if (text) sessionStorage.setItem(nameOf(conversation), text);
  else sessionStorage.removeItem(nameOf(conversation));
}

/** What was attached in a conversation and not sent: as long as the page is there, as files cannot be kept. */
export const held = new Map<string, Attachment>();

/** Whether something was written, for any account of whoever is asking, that was not sent: it would go with them. */
export const unsent = (): boolean => held.size > 0 || keptOfAll().some(([name, text]) => isUnsent(name, text));

function isUnsent(name: string, text: string): boolean {
  if (name.startsWith("draft:")) return text.trim() !== "";
  if (name === "outbox") return text !== "[]";
  if (name !== "bulk") return false;
  const { text: said, picked } = JSON.parse(text) as { text: string; picked: object };
  return said.trim() !== "" || Object.keys(picked).length > 0;
}

import { place } from "../session";

const KEPT = place("draft:");

/** What was being written in a conversation. */
export const draftOf = (conversation: string): string => sessionStorage.getItem(KEPT + conversation) ?? "";

/** Keep it for this tab. */
export function keepDraft(conversation: string, text: string): void {
  if (text) sessionStorage.setItem(KEPT + conversation, text);
  else sessionStorage.removeItem(KEPT + conversation);
}

/** Whether something was written anywhere that was not sent. */
export const drafted = (): boolean =>
  Object.keys(sessionStorage).some((name) => name.startsWith(KEPT) && sessionStorage.getItem(name)?.trim());

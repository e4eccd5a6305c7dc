import { en, type Texts } from "./en";

const KEPT = "parley:lang"; // whoever uses this tab
const named = new URLSearchParams(location.search).get("lang");
if (named !== null) sessionStorage.setItem(KEPT, named);
const wanted = named ?? sessionStorage.getItem(KEPT) ?? navigator.language;

// What a language's files share with this module would wait for it, and it for them: they import types only.
/** The texts of the language that the browser asks for, or that `?lang=` named in this tab. */
export const t: Texts = wanted.startsWith("de") ? (await import("./de")).de : en;
document.documentElement.lang = t.language;

const clock = new Intl.DateTimeFormat(t.language, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(t.language, { day: "numeric", month: "short" });
const full = new Intl.DateTimeFormat(t.language, { dateStyle: "medium", timeStyle: "short" });

/** The time of today, else the day. */
export function when(at: string): string {
  const date = new Date(at);
  return (date.toDateString() === new Date().toDateString() ? clock : day).format(date);
}

/** The time of the day. */
export const hour = (at: string): string => clock.format(new Date(at));

export const exactly = (at: string): string => full.format(new Date(at));

export const money = ({ amount, currency }: { amount: string; currency: string }): string =>
  new Intl.NumberFormat(t.language, { style: "currency", currency }).format(Number(amount));

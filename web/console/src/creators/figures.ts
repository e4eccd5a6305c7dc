import { t } from "../texts";

const short = new Intl.NumberFormat(t.language, { notation: "compact", maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(t.language);
const dayOfWeek = new Intl.DateTimeFormat(t.language, { weekday: "long", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const dayOnly = new Intl.DateTimeFormat(t.language, { day: "numeric", month: "short", year: "numeric" });
const ahead = new Intl.RelativeTimeFormat(t.language, { numeric: "always" });

/** A large number as one says it: 86.4K. */
export const about = (count: number): string => short.format(count);

/** A number to the last digit. */
export const exact = (count: number): string => whole.format(count);

/** An amount as one says it: $12.3K. */
export const aboutMoney = ({ amount, currency }: { amount: string; currency: string }): string =>
  new Intl.NumberFormat(t.language, { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 }).format(Number(amount));

/** The day, in the time of whoever reads it. */
export const onDay = (at: string): string => dayOnly.format(new Date(at));

/** When something comes, in local time, and how long it is until then. */
export function until(at: string): string {
  const hours = (new Date(at).getTime() - Date.now()) / 3_600_000;
  const away = hours >= 48 ? ahead.format(Math.round(hours / 24), "day") : ahead.format(Math.max(0, Math.round(hours)), "hour");
  return `${dayOfWeek.format(new Date(at))} (${away})`;
}

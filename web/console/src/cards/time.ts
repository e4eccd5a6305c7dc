import { t } from "../texts";

const HOUR = 3_600_000;
const URGENT = 48; // hours

/** How long it is until then, in words; null once it is over. */
export function left(at: string): { words: string; urgent: boolean } | null {
  const hours = Math.floor((Date.parse(at) - Date.now()) / HOUR);
  if (hours < 0) return null;
  const words =
    hours === 0
      ? t.card.left.soon
      : hours < URGENT
        ? t.card.left.hours(hours)
        : t.card.left.days(Math.floor(hours / 24));
  return { words, urgent: hours < URGENT };
}

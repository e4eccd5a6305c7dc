import { t } from "../texts";

const words = new Intl.RelativeTimeFormat(t.language, { numeric: "auto" });
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long ago something was, in words: "3 hours ago". */
export function ago(at: string): string {
  const seconds = (new Date(at).getTime() - Date.now()) / 1000;
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return unit === "second" ? words.format(0, "second") : words.format(Math.trunc(seconds / length), unit);
}

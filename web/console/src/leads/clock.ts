import { useEffect, useState } from "react";
import { t } from "../texts";

const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;

/** How many milliseconds are left until then: counted down by seconds, and 0 at its very end. */
export function useLeft(until: string | null): number {
  const end = until === null ? 0 : Date.parse(until);
  const [left, setLeft] = useState(() => end - Date.now());
  useEffect(() => {
    let next: ReturnType<typeof setTimeout> | undefined;
    const tick = () => {
      const now = end - Date.now();
      setLeft(now);
      if (now > 0) next = setTimeout(tick, now % SECOND || SECOND);
    };
    tick();
    return () => clearTimeout(next);
  }, [end]);
  return Math.max(0, left);
}

/** Days, hours and minutes; on the last day seconds, too. */
export function leftInWords(left: number): string {
  const two = (number: number) => String(Math.floor(number)).padStart(2, "0");
  const days = Math.floor(left / DAY);
  const minutes = `${two((left % DAY) / (60 * 60 * SECOND))}:${two((left / (60 * SECOND)) % 60)}`;
  return t.leads.left(days, days === 0 ? `${minutes}:${two((left / SECOND) % 60)}` : minutes);
}

import { useMemo } from "react";
import { fresh } from "../live/ids";

/** A day so many days from now, as an input of type `date` has it. */
export function inDays(count: number): string {
  const day = new Date();
  day.setDate(day.getDate() + count);
  return dayOf(day.toISOString());
}

/** The day of an instant, here. */
export function dayOf(at: string): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The last second of a day, here; null of what is no day. */
export function endOf(day: string): string | null {
  const date = new Date(`${day}T23:59:59`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** The `clientMutationId` for what is about to be made: another one as soon as it would be something else. */
export const useMade = (...content: readonly unknown[]): string => useMemo(fresh, [JSON.stringify(content)]);

/** Decimal text as the API takes it, of what was written with a point or a comma. */
export const decimal = (written: string): string => written.trim().replace(",", ".");

import { createContext, useContext } from "react";
import type { Wrong } from "./draft";

export const WrongContext = createContext<Wrong | null>(null);

const PLACES = ["creatorIds", "query", "filter", "leaveOut", "content", "targetCollaborationId"];

const within = (field: string, place: string): boolean => field === place || field.startsWith(`${place}.`);

/** What is wrong at this place of the input, or below it; nothing where it is right. */
export function At({ place }: { place: string }) {
  const wrong = useContext(WrongContext);
  if (wrong?.field === null || wrong?.field === undefined || !within(wrong.field, place)) return null;
  return (
    <p role="alert" className="at" ref={seen}>
      {wrong.detail}
    </p>
  );
}

// Whoever pressed a button far below it is brought to it.
const seen = (words: HTMLElement | null): void => words?.scrollIntoView({ block: "center" });

/** Whether it is said beside one of the fields. */
export const placed = ({ field }: Wrong): boolean => field !== null && PLACES.some((place) => within(field, place));

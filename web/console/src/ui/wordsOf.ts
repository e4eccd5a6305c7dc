import { Refused } from "../live/environment";
import { t } from "../texts";

/** Why something failed, for a person: what the server said against it; the browser's own words are for nobody. */
export const wordsOf = (fault: unknown): string => (fault instanceof Refused ? fault.message : t.unanswered);

import { bulk } from "./en/bulk";
import { cards } from "./en/cards";
import { collaborations } from "./en/collaborations";
import { creators } from "./en/creators";
import { inbox } from "./en/inbox";
import { leads } from "./en/leads";
import { notifications } from "./en/notifications";
import { partnerships } from "./en/partnerships";
import { samples } from "./en/samples";
import { side } from "./en/side";
import { start } from "./en/start";
import { team } from "./en/team";
import { thread } from "./en/thread";

// Every text of the console, a file for each part. The other languages have the same names: the compiler sees to it.
export const en = {
  language: "en",
  loading: "Loading…",
  signIn: "Sign in",
  signInAgain: (who: string) =>
    `Your sign-in has expired. What you wrote is kept: sign in again as ${who}, and it goes on. ` +
    "It is lost if somebody else signs in here.",
  signOut: "Sign out",
  handle: "Handle",
  password: "Password",
  nothingHere: "Nothing is here.",
  unavailable: "unavailable",
  goesOn: (when: string) => `It goes on ${when}.`,
  fault: "Something went wrong.",
  unanswered: "The server did not answer. Try again in a moment.",
  again: "Load again",
  noPlace: "Your role in this team opens nothing here. Whoever manages the team can change that.",
  connection: { connecting: "Connecting…", live: "Live", offline: "Offline: what you write is kept and sent later" },
  kinds: { CREATOR: "Creator", SELLER: "Shop", AGENCY: "Agency" },
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  account: "Account",
  pages: {
    label: "Pages",
    creators: "Creators",
    collaborations: "Collaborations",
    bulk: "Bulk",
    leads: "Leads",
    partners: "LIVE partners",
    partnerships: "Partnerships",
    samples: "Samples",
    notifications: "Notifications",
    team: "Team",
  },
  inbox,
  thread,
  card: cards,
  start,
  side,
  creators,
  collaborations,
  bulk,
  leads,
  partnerships,
  samples,
  notifications,
  team,
};

export type Texts = typeof en;

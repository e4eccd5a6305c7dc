import type { Texts } from "./en";
import { bulk } from "./de/bulk";
import { cards } from "./de/cards";
import { collaborations } from "./de/collaborations";
import { creators } from "./de/creators";
import { inbox } from "./de/inbox";
import { leads } from "./de/leads";
import { notifications } from "./de/notifications";
import { partnerships } from "./de/partnerships";
import { samples } from "./de/samples";
import { side } from "./de/side";
import { start } from "./de/start";
import { team } from "./de/team";
import { thread } from "./de/thread";

export const de: Texts = {
  language: "de",
  loading: "Lädt…",
  signIn: "Anmelden",
  signInAgain: (who) =>
    `Deine Anmeldung ist abgelaufen. Was du geschrieben hast, ist noch da: Melde dich wieder als ${who} an, ` +
    "dann geht es weiter. Meldet sich hier jemand anderes an, geht es verloren.",
  signOut: "Abmelden",
  handle: "Name",
  password: "Passwort",
  nothingHere: "Hier ist nichts.",
  unavailable: "nicht verfügbar",
  goesOn: (when) => `Weiter geht es ${when}.`,
  fault: "Etwas ist schiefgegangen.",
  unanswered: "Der Server hat nicht geantwortet. Versuch es gleich noch einmal.",
  again: "Neu laden",
  noPlace: "Deine Rolle in diesem Team öffnet hier nichts. Wer das Team verwaltet, kann das ändern.",
  connection: {
    connecting: "Verbindet…",
    live: "Verbunden",
    offline: "Nicht verbunden: Was du schreibst, bleibt und wird später gesendet",
  },
  kinds: { CREATOR: "Creator", SELLER: "Shop", AGENCY: "Agentur" },
  close: "Schließen",
  cancel: "Abbrechen",
  save: "Speichern",
  account: "Konto",
  pages: {
    label: "Seiten",
    creators: "Creators",
    collaborations: "Kooperationen",
    bulk: "Rundbriefe",
    leads: "Leads",
    partners: "LIVE-Partner",
    partnerships: "Partnerschaften",
    samples: "Muster",
    notifications: "Mitteilungen",
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

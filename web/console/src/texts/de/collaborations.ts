import type { Texts } from "../en";

export const collaborations: Texts["collaborations"] = {
  inviteTitle: (count, name) => (count === 1 ? `${name} einladen` : `${count} Creator einladen`),
  into: "In die Kooperation",
  invite: (count) => (count === 1 ? "Einladung senden" : `${count} Einladungen senden`),
  noneOpen: "Keine Kooperation ist offen. Lege zuerst auf der Seite Kooperationen eine an.",
  outcomes: "Was aus jeder wurde",
  outcome: { SENT: "Gesendet", ALREADY_INVITED: "Schon eingeladen", REFUSED: "Nicht gesendet" },
};

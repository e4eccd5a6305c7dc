import type { Texts } from "../en";

export const partnerships: Texts["partnerships"] = {
  invite: (name) => `${name} zur Verknüpfung einladen`,
  inviteHint: "Die Karte zeigt deine Bedingungen und die Vereinbarungen; für die Antwort sind 7 Tage Zeit.",
  invited: (name) => `${name} hat deine Einladung.`,
  toConversation: "Zur Unterhaltung",
  sendInvitation: "Einladung senden",
  theProgramme: "Programm",
  programme: { CAP: "Creator-Agentur (CAP)", TAP: "Affiliate-Partner (TAP)" },
  share: "Dein Anteil in Prozent",
  shareHint: "0 bis 100, von dem, was der Creator verdient",
  ends: "Endet am",
};

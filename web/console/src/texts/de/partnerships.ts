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
  asked: (agency) => `${agency} fragt nach einer Verknüpfung`,
  youAsked: (creator) => `Du hast ${creator} nach einer Verknüpfung gefragt`,
  theShare: "Anteil der Agentur",
  runs: "Läuft",
  answerBy: (creator, when) => `${creator} kann bis ${when} antworten`,
  unlinkBy: (creator, agency, when, times) =>
    times > 1
      ? `${creator} bittet noch einmal um Trennung. ${agency} antwortet bis ${when}; dann endet die Verknüpfung.`
      : `${creator} bittet um Trennung. ${agency} antwortet bis ${when}; ohne Antwort bleibt die Verknüpfung.`,
  proposedShare: (share, before) => `Vorschlag: ein Anteil von ${share} % statt ${before} %`,
  proposedEnd: (end, before) => `Vorschlag: bis ${end} statt ${before}`,
  agreement: { DATA_SHARING: "Vereinbarung zur Datenweitergabe", REVENUE_SHARING: "Vereinbarung zur Umsatzbeteiligung" },
  version: (version) => `Version ${version}`,
  agreedBy: (name, when) => `${name} hat ${when} zugestimmt`,
  agree: (agreement) => `Ich nehme an: ${agreement}`,
  agreeFirst: "Öffne zuerst jede Vereinbarung und nimm sie an.",
  requestUnlink: "Um Trennung bitten",
  requestUnlinkTitle: (agency) => `${agency} um Trennung bitten?`,
  requestUnlinkHint: (agency, before) =>
    before > 0
      ? `${agency} hat 7 Tage. Es ist deine zweite Bitte: Die Verknüpfung endet auch bei Ablehnung oder ohne Antwort.`
      : `${agency} hat 7 Tage für die Antwort. Abgelehnt oder ohne Antwort bleibt die Verknüpfung; du kannst noch einmal bitten.`,
  unlink: "Jetzt trennen",
  unlinkTitle: (creator) => `Von ${creator} trennen?`,
  unlinkHint: "Die Verknüpfung endet sofort.",
  withdrawTitle: "Einladung zur Verknüpfung zurückziehen?",
  withdrawHint: (creator) => `${creator} kann sie dann nicht mehr annehmen.`,
  letGo: "Der Trennung zustimmen",
  keep: "Ablehnen",
  propose: "Änderung vorschlagen",
  proposeHint: (creator) => `Sie gilt, sobald ${creator} zustimmt, innerhalb von 7 Tagen.`,
  what: "Was sich ändern soll",
  anotherShare: "Ein anderer Anteil",
  laterEnd: "Ein späteres Ende",
  agreeChange: "Der Änderung zustimmen",
  declineChange: "Änderung ablehnen",
};

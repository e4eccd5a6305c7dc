import type { Texts } from "../en";

export const inbox: Texts["inbox"] = {
  label: "Posteingang",
  folders: {
    MESSAGES: "Nachrichten",
    UNREAD: "Ungelesen",
    UNREPLIED: "Offen",
    STARRED: "Markiert",
    ARCHIVED: "Archiviert",
    NEW_CONNECTIONS: "Neu",
  },
  unreadCount: (count) => `${count} ungelesen`,
  notSent: "Etwas wurde nicht gesendet",
  verified: "Verifiziert",
  assignedTo: (name) => `Bei ${name}`,
  newActivity: "Neues",
  actions: (name) => `Aktionen für ${name}`,
  empty: (folder, narrowed) => {
    if (narrowed) return "Keine Unterhaltung bleibt übrig. Nimm einen Filter weg, um mehr zu sehen.";
    if (folder === "UNREAD") return "Alles ist gelesen.";
    if (folder === "UNREPLIED") return "Niemand wartet auf eine Antwort.";
    if (folder === "STARRED") return "Markiere eine Unterhaltung, um sie hier zu finden.";
    if (folder === "ARCHIVED") return "Was du archivierst, bleibt hier, bis eine Nachricht kommt.";
    return folder === "NEW_CONNECTIONS" ? "Wer dir zum ersten Mal schreibt, ist hier." : "Noch keine Unterhaltungen.";
  },
  tabs: { label: "Mit wem", ALL: "Alle", SHOPS: "Shops", AGENCIES: "Agenturen", COLLAB: "Mit Einladung" },
  menu: { label: "Unterhaltung", read: "Als gelesen markieren" },
  assign: { label: "Betreut von", me: (name) => `${name} (du)`, nobody: "Niemandem" },
  readAll: {
    label: "Alles als gelesen markieren",
    what: (folder) =>
      `Alles, was „${folder}“ zeigt, wird als gelesen markiert, für das ganze Team. Das lässt sich nicht zurücknehmen.`,
    yes: "Als gelesen markieren",
    done: (count) => `${count} gelesen…`,
  },
  search: {
    label: "Suchen",
    leave: "Suche verlassen",
    accounts: "Konten",
    messages: "Nachrichten",
    products: "Produkte",
    samples: "Muster",
    more: (module) => `Mehr ${module}`,
    older: (count) => `und ${count} ältere in dieser Unterhaltung`,
    none: (query) => `Zu „${query}“ wurde nichts gefunden.`,
    found: (count) => `${count} gefunden`,
  },
  filters: {
    label: "Unterhaltungen filtern",
    set: "Gesetzte Filter",
    without: (what) => `Wegnehmen: ${what}`,
    none: "Alle wegnehmen",
    show: "Anzeigen",
    showCount: (count) => (count === "1" ? "1 Unterhaltung anzeigen" : `${count} Unterhaltungen anzeigen`),
    any: "Egal",
    from: "ab",
    below: "unter",
    followers: "Follower",
    affiliateGmv30d: "Affiliate-Umsatz, 30 Tage",
    categories: "Kategorie",
    levelsLabel: "Stufe",
    market: "Markt",
    leads: "Leads",
    lead: "Lead",
    noLead: "Kein Lead",
    invitation: "Einladung",
    invited: "Eingeladen",
    notInvited: "Nicht eingeladen",
    labels: "Etikett",
    another: "Anderes Etikett",
    mine: "Bei mir",
    member: "einem Mitglied",
  },
};

import type { Texts } from "../en";

export const start: Texts["start"] = {
  title: "Nachrichten zwischen Creators, Shops und Agenturen",
  what:
    "Parley ist der Nachrichtendienst eines Marktplatzes für Creators. Shops und Agenturen finden Creators und " +
    "schreiben ihnen; Creators antworten aus einem Posteingang. Angebote, Muster, Verbindungen und Leads sind " +
    "Karten im Gespräch, und beide Seiten sehen sofort, was daraus wurde.",
  whom:
    "Wer wem schreiben darf, wie oft und was es kostet, sind Regeln des Marktplatzes, und der Server hält sie " +
    "ein. Alles ist eine GraphQL-API für die, die den Marktplatz bauen; diese Konsole ist ein Client von ihr, so " +
    "wie eurer einer wäre.",
  open: (left, right) => `${left} und ${right} nebeneinander öffnen`,
  openHint: "Ein Klick, zwei Leute auf einer Seite: Was die eine schreibt, kommt bei der anderen an.",
  nobody:
    "Noch ist niemand da: make run oder python -m app demo lädt den Demo-Marktplatz. Danach diese Seite neu laden.",
  scenesTitle: "Szenen für den Anfang",
  scenes: {
    talk: {
      title: "Ein Shop und eine Creatorin",
      about: "Tippen, Gelesen und jede Art Karte: Was Maya damit tut, sieht acme.",
    },
    agency: {
      title: "Eine Agentur und eine Creatorin",
      about: "Verbindungen mit ihren Vereinbarungen, Kampagnen und Leads für LIVE.",
    },
    team: {
      title: "Ein Team",
      about:
        "Die Inhaberin von acme und Sam teilen einen Posteingang. Ändere Sams Rolle, und Sams Fenster ändert sich.",
    },
  },
  anyPair: "Oder zwei beliebige",
  left: "Links",
  right: "Rechts",
  openPair: "Nebeneinander öffnen",
  peopleTitle: "Wer da ist",
  console: "Konsole",
  consoleAs: (who) => `Die Konsole als ${who} öffnen`,
  graphiqlAs: (who) => `GraphiQL als ${who} öffnen`,
  people: {
    maya: {
      kind: "CREATOR",
      about: "Eine Creatorin, Level Gold",
      shows:
        "Ein voller Posteingang: Shops, Agenturen, offene Angebote, Muster unterwegs, Verbindungen und LIVE-Partner.",
    },
    acme: {
      kind: "SELLER",
      about: "Ein Shop, Stufe T2",
      shows:
        "Creators finden im Wochenkontingent, eine Nachricht an viele, Kooperationen, Muster zu versenden, ein Team.",
    },
    northstar: {
      kind: "AGENCY",
      about: "Eine Agentur: CAP, TAP, LIVE-Partner",
      shows: "Creators verbinden, Kampagnen und Produktlisten teilen, und ein Bestand an Leads.",
    },
    noor: {
      kind: "CREATOR",
      about: "Eine Creatorin ohne Level",
      shows: "Wie es anfängt: LIVE-Partner, die verschlossen bleiben, bis ein Level erreicht ist.",
    },
    fresh: {
      kind: "SELLER",
      about: "Ein Shop, der gerade eröffnet hat",
      shows: "Noch keine Stufe, und ein Startpaket für erste Kontakte.",
    },
    sam: {
      kind: "CREATOR",
      about: "Mitglied im Team von acme",
      shows: "Was bleibt, wo eine Rolle nur den Posteingang erlaubt.",
    },
    theo: {
      kind: "CREATOR",
      about: "Manager einer Creatorin",
      shows: "Derselbe Posteingang wie der seiner Creatorin, als zweiter Inhaber.",
    },
  },
  forPrograms: "Für Programme",
  endpoint: "ist der Endpunkt, über HTTP und WebSocket (graphql-transport-ws). Sende",
  account: "und, wo jemand für mehrere Konten handelt,",
  token: "gibt ein Token aus. Diese Seite gibt es nur im Entwicklungsmodus.",
  beSomebody: "Sei jemand aus der Demo",
  beSomebodyHint: "In zwei Fenstern kommt beim einen an, was der andere schreibt.",
  toStart: "Zwei von ihnen nebeneinander",
  back: "Startseite",
  swap: "Seiten tauschen",
  who: (side) => `Wer ist ${side.toLowerCase()}`,
  divider: "Wie viel Platz die linke Seite hat",
  ownWindow: (who) => `${who} in einem eigenen Fenster`,
};

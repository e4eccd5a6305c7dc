import type { Texts } from "../en";

export const bulk: Texts["bulk"] = {
  new: "Neuer Rundbrief",
  list: "Rundbriefe",
  toList: "Zurück zur Liste",
  none: "Noch wurde nichts an viele gesendet.",
  chooseOne: "Wähle einen Rundbrief und sieh, wie weit er ist.",
  notFound: "Diesen Rundbrief gibt es nicht.",
  detail: "Rundbrief",
  gone: "Eine gelöschte Produktliste",
  statuses: {
    RUNNING: "Unterwegs",
    WAITING: "Wartet",
    PAUSED: "Angehalten",
    FINISHED: "Fertig",
    CANCELLED: "Abgebrochen",
  },
  progress: "Fortschritt",
  sentOf: (sent, total) => `${sent} von ${total} gesendet`,
  parts: { sent: "gesendet", waiting: "warten", skipped: "ausgelassen", refused: "abgelehnt", pending: "stehen aus" },
  startedBy: (who, when) => `Begonnen von ${who}, ${when}`,
  endedAt: (when) => `Beendet ${when}`,
  invites: (name) => `Lädt zu „${name}“ ein.`,
  shows: (name) => `Sendet die Produktliste „${name}“.`,
  running: "Er ist unterwegs.",
  thenWaits: (goesOn) =>
    goesOn
      ? "Ist das Kontingent verbraucht, wartet er auf das nächste und geht von selbst weiter."
      : "Ist das Kontingent verbraucht, hält er an, bis jemand ihn fortsetzt.",
  waits: (until) =>
    until === null
      ? "Er wartet auf das Kontingent und geht von selbst weiter."
      : `Er wartet auf das Kontingent und geht von selbst weiter: ${until}.`,
  paused: (until) =>
    until === null
      ? "Er ist angehalten, bis jemand ihn fortsetzt."
      : `Er ist angehalten, bis jemand ihn fortsetzt. Neues Kontingent gibt es ${until}.`,
  wentOn: "Er wurde noch einmal versucht und ging so weit, wie das Kontingent reicht.",
  resume: "Fortsetzen",
  cancel: "Rest abbrechen",
  cancelSure: "Wirklich abbrechen?",
  recipients: "Empfänger",
  everybody: "Alle",
  nobody: "Niemand.",
  became: { PENDING: "Steht aus", WAITING: "Wartet", SENT: "Gesendet", SKIPPED: "Ausgelassen", REFUSED: "Abgelehnt" },
  audience: "An wen",
  to: {
    chosen: (count) => (count === 1 ? "1 ausgewählter Creator" : `${count} ausgewählte Creator`),
    found: "Alle, die eine Suche findet",
  },
  noneChosen: "Wähle unter „Creators“ aus, an wen es gehen soll, und komm mit „Rundbrief“ zurück.",
  without: (name) => `Ohne ${name}`,
  findsAll: "Ohne Suche und Filter sind es alle Creator deiner Märkte. Höchstens 1.000 sind auf einmal möglich.",
  leaveOut: "Auslassen",
  contactedBefore: "Wem wir geschrieben haben, in den letzten",
  contactedAfter: "Tagen",
  alreadyInvited: "Wer schon eingeladen ist",
  content: "Was",
  kinds: {
    text: "Text",
    photo: "Foto",
    reply: "Textbaustein",
    products: "Produkte",
    list: "Produktliste",
    target: "Einladung",
  },
  text: "Text",
  textHint: "Statt der Variablen lesen alle den eigenen Namen und deinen.",
  insert: (variable) => `${variable} einfügen`,
  choosePhoto: "Foto wählen",
  otherPhoto: "Anderes Foto wählen",
  look: {
    reply: "Textbaustein suchen",
    products: "Produkte suchen",
    list: "Produktliste suchen",
    target: "Kooperation suchen",
  },
  atMost: (count, most) => `${count} von höchstens ${most}`,
  notOnSale: "zurzeit nicht im Verkauf",
  products: (count) => (count === 1 ? "1 Produkt" : `${count} Produkte`),
  endsAt: (when) => `bis ${when}`,
  missing: {
    creators: "Wähle zuerst jemanden aus.",
    text: "Schreib etwas.",
    photo: "Wähle ein Foto.",
    reply: "Wähle einen Textbaustein.",
    products: "Wähle mindestens ein Produkt.",
    list: "Wähle eine Produktliste.",
    target: "Wähle eine Kooperation.",
    values: "Gib für jede einen Wert an.",
  },
  autoResume: "Ist das Kontingent verbraucht, mit dem nächsten von selbst weitergehen",
  preview: "Vorschau",
  lookFirst: "Sieh vor dem Senden, wer was bekäme und was es kostet.",
  tiles: {
    total: "Creator",
    leftOut: "Ausgelassen",
    free: "Kostenlos",
    costing: "Kosten je 1",
    waiting: "Werden warten",
    refused: "Abgelehnt",
    remaining: "Kontingent",
  },
  sample: "Das liest der erste",
  nobodyLeft: "Es bleibt niemand übrig, an den es gehen könnte.",
  someWait: (count, goesOn) =>
    goesOn
      ? `${count} warten auf das nächste Kontingent und bekommen es dann.`
      : `${count} warten, bis du ihn danach fortsetzt.`,
  send: (count) => (count === 1 ? "An 1 Creator senden" : `An ${count} Creator senden`),
};

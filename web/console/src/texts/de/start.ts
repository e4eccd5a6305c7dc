import type { Texts } from "../en";

export const start: Texts["start"] = {
  beSomebody: "Sei jemand aus der Vorführung",
  beSomebodyHint: "Öffne zwei von ihnen in zwei Fenstern: Was die eine schreibt, kommt bei der anderen an.",
  window: "in einem neuen Fenster",
  tryQueries: "Abfragen in GraphiQL ausprobieren",
};

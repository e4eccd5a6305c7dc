import type { Texts } from "../en";

export const notifications: Texts["notifications"] = {
  markAll: "Alle als gelesen markieren",
  unread: "Ungelesen",
  none: "Noch ist nichts geschehen, das du dir ansehen solltest.",
};

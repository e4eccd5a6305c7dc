import type { Texts } from "../en";

export const side: Texts["side"] = {
  label: "Einzelheiten",
};

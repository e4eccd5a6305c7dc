import type { Texts } from "../en";

export const team: Texts["team"] = {};

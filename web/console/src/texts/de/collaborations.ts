import type { Texts } from "../en";

export const collaborations: Texts["collaborations"] = {};

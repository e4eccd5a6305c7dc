import type { Texts } from "../en";

export const bulk: Texts["bulk"] = {};

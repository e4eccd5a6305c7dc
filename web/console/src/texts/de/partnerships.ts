import type { Texts } from "../en";

export const partnerships: Texts["partnerships"] = {};

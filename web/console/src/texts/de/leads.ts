import type { Texts } from "../en";

export const leads: Texts["leads"] = {};

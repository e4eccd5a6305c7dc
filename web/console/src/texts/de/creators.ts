import type { Texts } from "../en";

export const creators: Texts["creators"] = {};

import type { Texts } from "../en";

export const samples: Texts["samples"] = {};

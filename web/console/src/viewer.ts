import { createContext, useContext } from "react";
import type { ConsoleQuery } from "./__generated__/ConsoleQuery.graphql";

export type Viewer = ConsoleQuery["response"]["viewer"];

export const ViewerContext = createContext<Viewer | null>(null);

/** Who is asking, for which account, and what they may do. */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (viewer === null) throw new Error("nobody is asking here");
  return viewer;
}

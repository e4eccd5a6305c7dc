import { lazy, type ComponentType } from "react";

const AGAIN = 3_000;

/** As React's `lazy`, but a part that could not be loaded, as the server was away, is asked for until it is there. */
export const keen = <P extends object>(load: () => Promise<{ default: ComponentType<P> }>) =>
  lazy(() => persistently(load));

function persistently<T>(load: () => Promise<T>): Promise<T> {
  return load().catch(async () => {
    await new Promise((go) => setTimeout(go, AGAIN));
    return persistently(load);
  });
}

import { useEffect } from "react";
import { useCounts } from "./Folders";

/** Says in the page's title how much is unread, whatever is open. */
export function Title() {
  const unread = useCounts(null, null)?.unread.value ?? 0;
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Parley` : "Parley";
  }, [unread]);
  useEffect(() => () => void (document.title = "Parley"), []);
  return null;
}

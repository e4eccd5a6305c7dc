import { exactly } from "../texts";
import { left } from "./time";

/** How long there is until then, with the exact time behind it; nothing once it is over. */
export function Left({ at }: { at: string }) {
  const rest = left(at);
  if (rest === null) return null;
  return (
    <span className="chip" data-tone={rest.urgent ? "warn" : "quiet"} title={exactly(at)}>
      {rest.words}
    </span>
  );
}

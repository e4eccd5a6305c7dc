import { exactly, t } from "../texts";
import { Icon } from "../ui/Icon";

/** A mark at a figure that is older than it should be; nothing where it is not. */
export function Stale({ figure }: { figure: { stale: boolean; takenAt: string } }) {
  if (!figure.stale) return null;
  const words = t.creators.stale(exactly(figure.takenAt));
  return (
    <span className="stale" role="img" aria-label={words} title={words}>
      <Icon name="clock" />
    </span>
  );
}

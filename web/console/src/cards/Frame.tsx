import type { ReactNode } from "react";
import { t } from "../texts";
import { Icon, type IconName } from "../ui/Icon";

type Tone = "good" | "warn" | "bad" | "quiet";

/** Which colour a status has, of all kinds of cards. */
export const TONES: Readonly<Record<string, Tone | undefined>> = {
  ACCEPTED: "good",
  LINKED: "good",
  COMPLETED: "good",
  UNLINK_REQUESTED: "warn",
  DECLINED: "bad",
  CANCELLED: "bad",
  EXPIRED: "quiet",
  REQUEST_EXPIRED: "quiet",
  LINK_EXPIRED: "quiet",
  WITHDRAWN: "quiet",
  UNLINKED: "quiet",
};

/** A card: of which kind it is, its name, how it stands, and what it shows. */
export function Frame({
  kind,
  icon,
  title,
  state,
  children,
}: {
  kind: string;
  icon: IconName;
  title?: string;
  state?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="card" aria-label={title ?? kind}>
      <header>
        <span className="kind">
          <Icon name={icon} /> {kind}
        </span>
        {state}
      </header>
      {title && <h3>{title}</h3>}
      {children}
    </section>
  );
}

/** All that a card shows is in the showcase. */
export function Added() {
  return (
    <span className="chip" data-tone="good">
      <Icon name="check" /> {t.card.addedWhole}
    </span>
  );
}

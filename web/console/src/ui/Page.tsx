import type { ReactNode } from "react";
import { t } from "../texts";
import { Icon, type IconName } from "./Icon";

/** A page beside the inbox: its name, what one does with all of it, and what it shows. */
export function Page({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="page" aria-label={title}>
      <header className="page-head">
        <h2>{title}</h2>
        <div className="page-actions">{actions}</div>
      </header>
      <div className="page-body">{children}</div>
    </section>
  );
}

/** What is said where there is nothing to show, and what to do about it. */
export function Empty({
  icon,
  words = t.nothingHere,
  children,
}: {
  icon: IconName;
  words?: string;
  children?: ReactNode;
}) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <p>{words}</p>
      {children}
    </div>
  );
}

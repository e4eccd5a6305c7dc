import { useState, type ReactNode } from "react";
import { place } from "../session";
import { Icon } from "../ui/Icon";

const closed = (): string[] => JSON.parse(sessionStorage.getItem(place("side")) ?? "[]") as string[];

/** A part of the panel under a heading that folds it; what was folded stays so for the next conversation, too. */
export function Section({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  const [open, setOpen] = useState(() => !closed().includes(name));
  function toggled(now: boolean) {
    setOpen(now);
    const others = closed().filter((one) => one !== name);
    sessionStorage.setItem(place("side"), JSON.stringify(now ? others : [...others, name]));
  }
  return (
    <details className="side-section" open={open} onToggle={(event) => toggled(event.currentTarget.open)}>
      <summary>
        <h3>{title}</h3>
        <Icon name="next" />
      </summary>
      <div className="side-body">{children}</div>
    </details>
  );
}

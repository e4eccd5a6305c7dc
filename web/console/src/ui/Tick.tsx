import type { ReactNode } from "react";
import { Checkbox } from "react-aria-components";

interface TickProps {
  on: boolean;
  onChange(on: boolean): void;
  /** Its name, where `children` are not words. */
  name?: string;
  disabled?: boolean;
  children?: ReactNode;
}

/** A checkbox with words beside it. */
export function Tick({ on, onChange, name, disabled, children }: TickProps) {
  return (
    <Checkbox className="check" isSelected={on} onChange={onChange} aria-label={name} isDisabled={disabled}>
      <span className="box" aria-hidden="true">
        {on && "✓"}
      </span>
      {children}
    </Checkbox>
  );
}

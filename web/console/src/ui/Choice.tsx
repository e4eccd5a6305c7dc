import { useId } from "react";

interface ChoiceProps<V extends string> {
  label: string;
  value: V;
  options: readonly { value: V; text: string }[];
  onChange(value: V): void;
  /** The label is read out only. */
  quiet?: boolean;
}

/** One of some. The browser's own list: it is known to everybody, to phones and to screen readers. */
export function Choice<V extends string>({ label, value, options, onChange, quiet }: ChoiceProps<V>) {
  const id = useId();
  return (
    <span className="field">
      <label htmlFor={id} className={quiet ? "unseen" : undefined}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as V)}>
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.text}
          </option>
        ))}
      </select>
    </span>
  );
}

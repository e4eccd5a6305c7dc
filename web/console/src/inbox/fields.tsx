import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { t } from "../texts";

interface RangeProps<V extends number | string> {
  label: string;
  value: { readonly min?: V | null; readonly max?: V | null } | null | undefined;
  /** Of the digits that were written. */
  read(text: string): V;
  onChange(value: { min: V | null; max: V | null } | null): void;
}

/** From a figure on, and below another; each may be left out. */
export function Range<V extends number | string>({ label, value, read, onChange }: RangeProps<V>) {
  const min = value?.min ?? null;
  const max = value?.max ?? null;
  const become = (next: { min: V | null; max: V | null }) =>
    onChange(next.min === null && next.max === null ? null : next);
  const field = (name: string, shown: V | null, set: (next: V | null) => void) => (
    <input
      type="number"
      min={0}
      inputMode="numeric"
      placeholder={name}
      aria-label={`${label}: ${name}`}
      value={shown ?? ""}
      onChange={(event) => set(event.target.value === "" ? null : read(event.target.value))}
    />
  );
  return (
    <fieldset className="field range">
      <legend className="react-aria-Label">{label}</legend>
      {field(t.inbox.filters.from, min, (next) => become({ min: next, max }))}
      <span aria-hidden="true">–</span>
      {field(t.inbox.filters.below, max, (next) => become({ min, max: next }))}
    </fieldset>
  );
}

interface SomeProps<V extends string> {
  label: string;
  all: readonly V[];
  chosen: readonly V[] | null | undefined;
  nameOf?(one: V): string;
  onChange(chosen: V[] | null): void;
  children?: ReactNode;
}

/** Any of some. What was chosen is shown also where it is none of them. */
export function Some<V extends string>({
  label,
  all,
  chosen,
  nameOf = (one) => one,
  onChange,
  children,
}: SomeProps<V>) {
  const some = chosen ?? [];
  function toggle(one: V) {
    const next = some.includes(one) ? some.filter((other) => other !== one) : [...some, one];
    onChange(next.length === 0 ? null : next);
  }
  return (
    <fieldset className="field">
      <legend className="react-aria-Label">{label}</legend>
      <div className="some">
        {[...new Set([...all, ...some])].map((one) => (
          <Button key={one} className="pill" aria-pressed={some.includes(one)} onPress={() => toggle(one)}>
            {nameOf(one)}
          </Button>
        ))}
        {children}
      </div>
    </fieldset>
  );
}

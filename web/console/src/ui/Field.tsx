import { Input, Label, Text, TextArea, TextField } from "react-aria-components";

interface FieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  /** As of an input; `area` has several lines. */
  type?: "text" | "area" | "date" | "url" | "tel";
  /** What it is for, or how it is written. */
  hint?: string;
  required?: boolean;
  max?: number;
  /** Of a date: none before this day. */
  from?: string;
  inputMode?: "decimal" | "text";
  autoComplete?: string;
}

/** A labelled text, day or address. */
export function Field({
  label,
  value,
  onChange,
  type = "text",
  hint,
  required,
  max,
  from,
  inputMode,
  autoComplete,
}: FieldProps) {
  return (
    <TextField
      value={value}
      onChange={onChange}
      type={type === "area" ? undefined : type}
      isRequired={required}
      maxLength={max}
      inputMode={inputMode}
      autoComplete={autoComplete}
    >
      <Label>{label}</Label>
      {type === "area" ? <TextArea rows={3} /> : <Input min={from} />}
      {hint && <Text slot="description">{hint}</Text>}
    </TextField>
  );
}

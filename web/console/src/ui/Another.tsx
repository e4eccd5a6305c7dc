import { useState } from "react";
import { Input, TextField } from "react-aria-components";

/** Of what one can choose from, one that is not among those that were seen. */
export function Another({ name, max, onAdd }: { name: string; max?: number; onAdd(one: string): void }) {
  const [text, setText] = useState("");
  function add() {
    if (text.trim() !== "") onAdd(text.trim());
    setText("");
  }
  return (
    <TextField className="another" aria-label={name} value={text} onChange={setText} maxLength={max}>
      <Input
        placeholder={name}
        onBlur={add}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault(); // the form is not ready yet
          add();
        }}
      />
    </TextField>
  );
}

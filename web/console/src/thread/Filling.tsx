import { useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import type { Said } from "../live/outbox";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { useViewer } from "../viewer";
import type { Reply } from "./Replies";
import { fill } from "./variables";

type Values = Readonly<Record<string, string>>;

interface FillingProps {
  reply: Reply;
  name: string;
  onBack(): void;
  onInsert(words: string): void;
  onSend: ((said: Said) => void) | null;
}

/** A reply as it will be, once what it asks for is filled in. */
export function Filling({ reply, name, onBack, onInsert, onSend }: FillingProps) {
  const whom = useNames(name);
  const [values, setValues] = useState<Values>({});
  const words = fill(reply.text, { ...values, ...whom });
  const whole = reply.variables.every((one) => values[one]?.trim());
  const variables = reply.variables.map((one) => ({ name: one, value: values[one] ?? "" }));
  return (
    <form
      className="filling"
      onSubmit={(event) => {
        event.preventDefault();
        if (whole) onInsert(words);
      }}
    >
      <header>
        <Button
          className="bare"
          aria-label={t.thread.backToReplies}
          onPress={onBack}
          autoFocus={reply.variables.length === 0}
        >
          <Icon name="back" />
        </Button>
        <strong>{reply.name}</strong>
      </header>
      <Values names={reply.variables} values={values} onChange={setValues} />
      <p className="words">{words}</p>
      <div className="buttons">
        <Button type="submit" isDisabled={!whole}>
          {t.thread.insert}
        </Button>
        {onSend && (
          <Button
            className="primary"
            isDisabled={!whole}
            onPress={() => onSend({ content: { savedReply: { savedReplyId: reply.id, variables } }, text: words })}
          >
            {t.thread.send}
          </Button>
        )}
      </div>
    </form>
  );
}

/** What fills itself: the names of both sides. */
function useNames(other: string): Values {
  const { kind, name } = useViewer().account;
  return kind === "CREATOR" ? { creator_name: name, shop_name: other } : { creator_name: other, shop_name: name };
}

interface ValuesProps {
  names: readonly string[];
  values: Values;
  onChange(values: Values): void;
}

function Values({ names, values, onChange }: ValuesProps) {
  return (
    <>
      {names.map((one, place) => (
        <TextField
          key={one}
          value={values[one] ?? ""}
          onChange={(value) => onChange({ ...values, [one]: value })}
          autoFocus={place === 0}
        >
          <Label>{one.replaceAll("_", " ")}</Label>
          <Input />
        </TextField>
      ))}
    </>
  );
}

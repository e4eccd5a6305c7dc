import { useId } from "react";
import { Button } from "react-aria-components";
import { exactly, t } from "../texts";

/** A moment as the browser's own field has it: local time, to the minute. */
export function local(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

function morning(days: number): Date {
  const date = new Date();
  date.setDate(date.getDate() + days);
  date.setHours(9, 0, 0, 0);
  return date;
}

/** A date and a time, with some that are wanted often. */
export function Times({ at, onChange }: { at: string; onChange(at: string): void }) {
  const id = useId();
  const untilMonday = (8 - new Date().getDay()) % 7 || 7;
  const often = [
    { text: t.thread.inAnHour, date: new Date(Date.now() + 3_600_000) },
    { text: t.thread.tomorrow, date: morning(1) },
    { text: t.thread.monday, date: morning(untilMonday) },
  ];
  return (
    <>
      <div className="often">
        {often.map(({ text, date }) => (
          <Button key={text} onPress={() => onChange(local(date))}>
            {text}
          </Button>
        ))}
      </div>
      <div className="field">
        <label htmlFor={id}>{t.thread.sendAt}</label>
        <input
          id={id}
          type="datetime-local"
          value={at}
          min={local(new Date())}
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
      {at && <p>{t.thread.goesAt(exactly(new Date(at).toISOString()))}</p>}
    </>
  );
}

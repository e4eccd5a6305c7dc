import { Fragment } from "react";

const BEFORE = 24; // units of what comes before the first match that are shown

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A text with what matches marked. The ranges count UTF-16 units, as JavaScript does: nothing is to be converted. */
export function Marked({ text, ranges }: { text: string; ranges: readonly Range[] }) {
  const from = beginning(text, ranges[0]?.start ?? 0);
  return (
    <>
      {from > 0 && "…"}
      {ranges.map(({ start, end }, i) => (
        <Fragment key={start}>
          {text.slice(ranges[i - 1]?.end ?? from, start)}
          <mark>{text.slice(start, end)}</mark>
        </Fragment>
      ))}
      {text.slice(ranges.at(-1)?.end ?? from)}
    </>
  );
}

/** Where to begin so that the first match is in sight: at a word, else between two characters. */
function beginning(text: string, match: number): number {
  if (match <= BEFORE) return 0;
  const space = text.indexOf(" ", match - BEFORE);
  if (space !== -1 && space < match) return space + 1;
  const from = match - BEFORE;
  return isLow(text.charCodeAt(from)) ? from + 1 : from; // never between the halves of one
}

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

// A brace that is doubled, or a variable: as docs/clients.md says of saved replies.
const PART = /\{\{|\}\}|\{([a-z][a-z0-9_]{0,39})\}/g;

/** A text with the values in it, as the server fills it; what has no value yet stays as it is written. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(PART, (part: string, name: string | undefined) =>
    name === undefined ? part.charAt(0) : values[name]?.trim() ? values[name] : part,
  );

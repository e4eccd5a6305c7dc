import { OwnPicture } from "./OwnPicture";

/** The picture of an account, else its first letter: round for people, square for shops and agencies. */
export function Avatar({
  name,
  kind,
  url,
  small,
}: {
  name: string;
  kind: string;
  url?: string | null;
  small?: boolean;
}) {
  return (
    <span className="avatar" data-kind={kind} data-small={small} data-tint={tint(name)} aria-hidden="true">
      <OwnPicture url={url}>{[...name][0]?.toUpperCase()}</OwnPicture>
    </span>
  );
}

// The same name has the same colour everywhere.
const tint = (name: string): number => [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 6;

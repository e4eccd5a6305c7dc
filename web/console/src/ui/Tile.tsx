import { OwnPicture } from "./OwnPicture";
import "./tile.css";

const TINTS = 6;

/** The picture of a product, else a drawn one. */
export function Tile({ title, url, small }: { title: string; url?: string | null; small?: boolean }) {
  return (
    <span className="tile" data-tint={tint(title)} data-small={small} aria-hidden="true">
      <OwnPicture url={url}>
        <svg viewBox="0 0 48 48">
          <path d="M10 17h28l3 25H7zM17 17v-3a7 7 0 0 1 14 0v3" />
        </svg>
        {[...title][0]?.toUpperCase()}
      </OwnPicture>
    </span>
  );
}

// The same product has the same colour everywhere.
const tint = (title: string): number =>
  [...title].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % TINTS;

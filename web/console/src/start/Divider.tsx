import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { t } from "../texts";

const LEAST = 0.25; // of the whole width, for each side
const STEP = 0.05;

/** Between two sides: drawn by the pointer or by arrow keys. `onShare` is told left over right. */
export function Divider({ onShare }: { onShare(share: number): void }) {
  const [share, setShare] = useState(0.5);
  const drawing = useRef(false);

  function become(next: number) {
    const kept = Math.min(1 - LEAST, Math.max(LEAST, next));
    setShare(kept);
    onShare(kept / (1 - kept));
  }
  function drawn(event: PointerEvent) {
    if (drawing.current) become(event.clientX / innerWidth);
  }
  function pressed(event: KeyboardEvent) {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    become(share + step);
  }

  return (
    <div
      className="divider"
      role="separator"
      aria-orientation="vertical"
      aria-label={t.start.divider}
      aria-valuemin={100 * LEAST}
      aria-valuemax={100 * (1 - LEAST)}
      aria-valuenow={Math.round(100 * share)}
      tabIndex={0}
      onKeyDown={pressed}
      onPointerDown={(event) => {
        drawing.current = true;
        event.currentTarget.setPointerCapture(event.pointerId); // over the frames, too
      }}
      onPointerMove={drawn}
      onLostPointerCapture={() => (drawing.current = false)}
      onDoubleClick={() => become(0.5)}
    />
  );
}

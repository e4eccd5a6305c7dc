import { useRef, type ReactNode } from "react";
import { VList, type VListHandle } from "virtua";

const NEAR = 12; // rows from the end at which more are asked for

interface EndlessProps<T> {
  label: string;
  rows: readonly T[];
  keyOf(row: T): string;
  /** About how high a row is, in pixels. */
  height: number;
  more: { hasNext: boolean; isLoadingNext: boolean; loadNext(count: number): unknown };
  page: number;
  children(row: T): ReactNode;
}

/** A list of any length: what is seen of it is in the page, and what comes next is asked for before it is reached. */
export function Endless<T>({ label, rows, keyOf, height, more, page, children }: EndlessProps<T>) {
  const list = useRef<VListHandle>(null);
  function scrolled() {
    const handle = list.current;
    if (!handle || !more.hasNext || more.isLoadingNext) return;
    if (handle.findItemIndex(handle.scrollOffset + handle.viewportSize) >= rows.length - NEAR) more.loadNext(page);
  }
  return (
    <div className="endless">
      <VList ref={list} role="list" aria-label={label} tabIndex={0} onScroll={scrolled} itemSize={height}>
        {rows.map((row) => (
          <div key={keyOf(row)} role="listitem">
            {children(row)}
          </div>
        ))}
      </VList>
    </div>
  );
}

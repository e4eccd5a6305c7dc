import { Button } from "react-aria-components";

export interface Pages {
  hasNext: boolean;
  isLoadingNext: boolean;
  loadNext(count: number): unknown;
}

export const PAGE = 50; // so many are offered in a dialog at once

/** Asks for what comes next in a dialog; nothing where there is no more. */
export function More({ pages: { hasNext, isLoadingNext, loadNext }, words }: { pages: Pages; words: string }) {
  if (!hasNext) return null;
  return (
    <Button isDisabled={isLoadingNext} onPress={() => loadNext(PAGE)}>
      {words}
    </Button>
  );
}

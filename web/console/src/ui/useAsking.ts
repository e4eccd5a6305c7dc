import { useRef, useState } from "react";

const MOST = 100; // that the server gives at once

/**
 * What to ask for a list anew with after news: as many rows as are there, so that nothing moves.
 * Of a list that is longer than that it is `stale`, until somebody says `renew`. `loaded` is told how long it is.
 */
export function useAsking(news: number, page: number) {
  const loaded = useRef(0);
  const [asking, setAsking] = useState({ news, first: page });
  if (news !== asking.news && loaded.current <= MOST) setAsking({ news, first: Math.max(page, loaded.current) });
  return {
    first: asking.first,
    fetchKey: asking.news,
    loaded,
    stale: news !== asking.news,
    renew: () => setAsking({ news, first: page }),
  };
}

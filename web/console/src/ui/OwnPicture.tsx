import { useState, type ReactNode } from "react";

/** A picture of the server's own, else `children`: what lies with another host is not asked for, and some are gone. */
export function OwnPicture({ url, children }: { url: string | null | undefined; children: ReactNode }) {
  const [gone, setGone] = useState<string | null>(null);
  if (!url || url === gone || !own(url)) return children;
  return <img src={url} alt="" loading="lazy" onError={() => setGone(url)} />;
}

const own = (url: string): boolean =>
  URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin;

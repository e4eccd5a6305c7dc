import { Suspense, useState, type ReactNode } from "react";
import { Button } from "react-aria-components";
import { unsent } from "../live/drafts";
import { leave } from "../session";
import { keen } from "./keen";

const Leave = keen(() => import("../Leave"));

/** At once, unless something would be lost by it. */
export function SignOut({ className, children }: { className?: string; children: ReactNode }) {
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Button className={className} onPress={() => (unsent() ? setAsks(true) : leave())}>
        {children}
      </Button>
      {asks && (
        <Suspense fallback={null}>
          <Leave onStay={() => setAsks(false)} />
        </Suspense>
      )}
    </>
  );
}

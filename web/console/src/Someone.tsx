import { useEffect, useMemo, useState, type ReactNode } from "react";
import { development, keep, kept, people, type Session } from "./session";
import { SignIn } from "./SignIn";
import { Waiting } from "./ui/Waiting";

/** Who is asking: whom `?as=` names of the demo, whom this tab keeps, else who signs in; then what is for them. */
export function Someone({ children }: { children: (session: Session) => ReactNode }) {
  const [session, setSession] = useState<Session | null>(kept);
  const wanted = useMemo(() => new URLSearchParams(location.search).get("as"), []);
  const [settled, setSettled] = useState(wanted === null || !development);
  useEffect(() => {
    if (settled) return;
    people()
      .then((found) => {
        const person = found.find(({ handle }) => handle === wanted);
        if (person) become({ who: person.handle, token: person.token, account: null });
        else setSession(null); // not as whoever this tab was before
      })
      .catch(() => undefined)
      .finally(() => setSettled(true));
  }, [settled, wanted]);

  function become(next: Session) {
    keep(next);
    setSession(next);
  }

  if (!settled) return <Waiting />;
  return session === null ? <SignIn onSignedIn={become} /> : children(session);
}

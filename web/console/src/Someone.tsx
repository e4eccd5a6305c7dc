import { useEffect, useMemo, useState, type ReactNode } from "react";
import { development, expire, keep, kept, people, remembered, type Session } from "./session";
import { SignIn } from "./SignIn";
import { Waiting } from "./ui/Waiting";

interface SomeoneProps {
  /** `expired` is to be called once their token is good no more: they sign in again. */
  children(session: Session, expired: () => void): ReactNode;
}

/** Who is asking: whom `?as=` names of the demo, whom this tab keeps, else who signs in; then what is for them. */
export function Someone({ children }: SomeoneProps) {
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

  // Whoever signs in again goes on where they were; what the page holds of somebody else goes with it.
  function signedIn(next: Session) {
    const last = remembered();
    const isSame = last?.who === next.who;
    const made = isSame ? { ...next, account: last.account } : next;
    if (last === null || isSame) return become(made);
    keep(made);
    location.assign(location.pathname);
  }

  function expired() {
    expire();
    setSession(null);
  }

  if (!settled) return <Waiting />;
  return session === null ? <SignIn onSignedIn={signedIn} /> : children(session, expired);
}

import { Component, lazy, Suspense, useEffect, useState, type ComponentType, type ReactNode } from "react";
import { RelayEnvironmentProvider } from "react-relay";
import { Router } from "wouter";
import { Console } from "./Console";
import { connect, Refused, type Line } from "./live/environment";
import { change, type Session } from "./session";
import { Someone } from "./Someone";
import { faultOf } from "./ui/Caught";
import { Fault } from "./ui/Fault";
import { Waiting } from "./ui/Waiting";

// What is not the console itself, by its path: loaded when it is asked for.
const ENTRIES: Partial<Record<string, ComponentType>> = {
  "/": lazy(() => import("./start/Start")),
  "/side-by-side": lazy(() => import("./start/SideBySide")),
  "/join": lazy(() => import("./team/Join")),
};

/** The console for whoever is asking, or what leads to it. */
export function App() {
  const Entry = ENTRIES[location.pathname];
  if (Entry) {
    return (
      <Suspense fallback={<Waiting />}>
        <Entry />
      </Suspense>
    );
  }
  return (
    <Someone>
      {(session, expired) => (
        <Router base="/console">
          <Connected key={session.token} session={session} onExpired={expired} />
        </Router>
      )}
    </Someone>
  );
}

interface ConnectedProps {
  session: Session;
  onExpired(): void;
}

/** One line to the server. What cannot go on from where it was begins anew with another. */
function Connected({ session, onExpired }: ConnectedProps) {
  const [attempt, setAttempt] = useState(0);
  const [line, setLine] = useState<Line | null>(null);
  useEffect(() => {
    const made = connect(session, onExpired);
    setLine(made);
    return () => void made.socket.dispose();
  }, [session, attempt]);
  if (line === null) return <Waiting />;
  const anew = () => {
    setLine(null); // nothing of the old one is shown once more
    setAttempt((before) => before + 1);
  };
  return (
    <RelayEnvironmentProvider environment={line.environment}>
      <Fallible session={session}>
        <Suspense fallback={<Waiting />}>
          <Console line={line} session={session} onLost={anew} />
        </Suspense>
      </Fallible>
    </RelayEnvironmentProvider>
  );
}

interface FallibleProps {
  session: Session;
  children: ReactNode;
}

/** Says what went wrong, and offers to begin anew. */
class Fallible extends Component<FallibleProps, { fault: Error | null }> {
  override state = { fault: null as Error | null };

  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }

  readonly #again = () => {
    const isForbidden = this.state.fault instanceof Refused && this.state.fault.code === "FORBIDDEN";
    if (isForbidden && this.props.session.account !== null) change(null);
    else location.reload();
  };

  override render() {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    // The whole page: a part that could not be loaded is not asked for again by this one. What was written is kept.
    return <Fault words={faultOf(fault)} onAgain={this.#again} />;
  }
}

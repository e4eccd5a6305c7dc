import { Component, lazy, Suspense, useEffect, useState, type ComponentType, type ReactNode } from "react";
import { RelayEnvironmentProvider } from "react-relay";
import { Router } from "wouter";
import { Console } from "./Console";
import { connect, type Line } from "./live/environment";
import { LineContext } from "./live/context";
import { Outbox } from "./live/outbox";
import type { Session } from "./session";
import { Someone } from "./Someone";
import { t } from "./texts";
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
      {(session) => (
        <Router base="/console">
          <Connected key={session.token} session={session} />
        </Router>
      )}
    </Someone>
  );
}

/** One line to the server. What cannot go on from where it was begins anew with another. */
function Connected({ session }: { session: Session }) {
  const [attempt, setAttempt] = useState(0);
  const [line, setLine] = useState<{ line: Line; outbox: Outbox } | null>(null);
  useEffect(() => {
    const made = connect(session);
    const outbox = new Outbox(made);
    setLine({ line: made, outbox });
    return () => {
      outbox.close();
      void made.socket.dispose();
    };
  }, [session, attempt]);
  if (line === null) return <Waiting />;
  const anew = () => {
    setLine(null); // nothing of the old one is shown once more
    setAttempt((before) => before + 1);
  };
  return (
    <RelayEnvironmentProvider environment={line.line.environment}>
      <LineContext value={line}>
        <Fallible>
          <Suspense fallback={<Waiting />}>
            <Console onLost={anew} />
          </Suspense>
        </Fallible>
      </LineContext>
    </RelayEnvironmentProvider>
  );
}

/** Says what went wrong, and offers to begin anew. */
class Fallible extends Component<{ children: ReactNode }, { fault: Error | null }> {
  override state = { fault: null as Error | null };

  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }

  override render() {
    if (this.state.fault === null) return this.props.children;
    // The whole page: a part of it that could not be loaded is not asked for again by this one. What was written is kept.
    return <Fault words={`${t.fault} ${this.state.fault.message}`} onAgain={() => location.reload()} />;
  }
}

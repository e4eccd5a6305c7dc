import { Component, useEffect, useState, type ReactNode } from "react";
import { Button } from "react-aria-components";
import { useLine } from "../live/context";
import { Refused } from "../live/environment";
import { t } from "../texts";

/** Shows what may not be readable while the server is away, and tries again when it is back. `attempt` is another number each time. */
export function Failing({ children }: { children(attempt: number): ReactNode }) {
  const [attempt, setAttempt] = useState(0);
  return (
    <Boundary key={attempt} onAgain={() => setAttempt(attempt + 1)}>
      {children(attempt)}
    </Boundary>
  );
}

class Boundary extends Component<{ children: ReactNode; onAgain(): void }, { fault: Error | null }> {
  override state = { fault: null as Error | null };

  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }

  override render() {
    const { fault } = this.state;
    if (fault instanceof Refused && fault.code !== "INTERNAL" && fault.code !== "RATE_LIMITED") throw fault;
    return fault === null ? this.props.children : <Unread onAgain={this.props.onAgain} />;
  }
}

function Unread({ onAgain }: { onAgain(): void }) {
  const { line } = useLine();
  useEffect(() => line.watch((state) => state === "live" && onAgain()), [line, onAgain]);
  return (
    <div className="waiting" role="alert">
      <p>{t.thread.unread}</p>
      <Button onPress={onAgain}>{t.thread.retry}</Button>
    </div>
  );
}

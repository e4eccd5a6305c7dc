import { Component, useEffect, useState, type ReactNode } from "react";
import { Button } from "react-aria-components";
import { useLine } from "../live/context";
import { Refused } from "../live/environment";
import { t } from "../texts";

interface FailingProps {
  /** Without it nothing is said where it cannot be shown. */
  words?: string;
  /** `attempt` is another number each time. */
  children(attempt: number): ReactNode;
}

/** Shows what may not be readable while the server is away, and tries again when it is back. */
export function Failing({ words, children }: FailingProps) {
  const [attempt, setAttempt] = useState(0);
  return (
    <Boundary key={attempt} words={words} onAgain={() => setAttempt(attempt + 1)}>
      {children(attempt)}
    </Boundary>
  );
}

interface BoundaryProps {
  words: string | undefined;
  children: ReactNode;
  onAgain(): void;
}

class Boundary extends Component<BoundaryProps, { fault: Error | null }> {
  override state = { fault: null as Error | null };

  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }

  override render() {
    const { fault } = this.state;
    if (fault instanceof Refused && fault.code !== "INTERNAL" && fault.code !== "RATE_LIMITED") throw fault;
    return fault === null ? this.props.children : <Unread words={this.props.words} onAgain={this.props.onAgain} />;
  }
}

function Unread({ words, onAgain }: Omit<BoundaryProps, "children">) {
  const { line } = useLine();
  useEffect(() => line.watch((state) => state === "live" && onAgain()), [line, onAgain]);
  if (words === undefined) return null;
  return (
    <div className="waiting" role="alert">
      <p>{words}</p>
      <Button onPress={onAgain}>{t.thread.retry}</Button>
    </div>
  );
}

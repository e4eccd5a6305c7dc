import { Component, Suspense, useMemo, type ReactNode } from "react";
import { Button } from "react-aria-components";
import { RelayEnvironmentProvider, useRelayEnvironment } from "react-relay";
import type { IEnvironment } from "relay-runtime";
import { Refused } from "../live/environment";
import { t } from "../texts";
import { Waiting } from "./Waiting";

interface CaughtProps {
  children: ReactNode;
  /** Say nothing: what is missing is not what one came for. */
  quiet?: boolean;
}

interface State {
  fault: Error | null;
  attempt: number;
}

/** What could not be read says so in its own place, and can be asked for again; the rest of the page goes on. */
export class Caught extends Component<CaughtProps, State> {
  override state: State = { fault: null, attempt: 0 };

  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }

  readonly #again = () => {
    // A part that could not be loaded is not asked for again by this page, and a fault of ours may come of what it has.
    if (this.state.fault instanceof Refused) this.setState(({ attempt }) => ({ fault: null, attempt: attempt + 1 }));
    else location.reload();
  };

  override render() {
    const { fault, attempt } = this.state;
    if (fault === null) return attempt === 0 ? this.props.children : <Anew key={attempt}>{this.props.children}</Anew>;
    if (this.props.quiet) return null;
    return (
      <div className="waiting" role="alert">
        <p>{faultOf(fault)}</p>
        <Button onPress={this.#again}>{t.again}</Button>
      </div>
    );
  }
}

/** What is refused for good is said as it is: nothing went wrong. */
export const faultOf = (fault: Error): string =>
  fault instanceof Refused && !fault.passes ? fault.message : `${t.fault} ${fault.message}`;

/** Relay keeps for some minutes what failed, for each environment: this is the same one to it, but for that. */
function Anew({ children }: { children: ReactNode }) {
  const environment = useRelayEnvironment();
  const another = useMemo(() => Object.create(environment) as IEnvironment, [environment]);
  return (
    <RelayEnvironmentProvider environment={another}>
      <Suspense fallback={<Waiting />}>{children}</Suspense>
    </RelayEnvironmentProvider>
  );
}

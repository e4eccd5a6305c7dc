import { Component, type ReactNode } from "react";
import { Button } from "react-aria-components";
import { t } from "../texts";

interface CaughtProps {
  children: ReactNode;
  /** Say nothing: what is missing is not what one came for. */
  quiet?: boolean;
}

/** What could not be read says so in its own place, and can be asked for again; the rest of the page goes on. */
export class Caught extends Component<CaughtProps, { fault: Error | null }> {
  override state = { fault: null as Error | null };

  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }

  override render() {
    if (this.state.fault === null) return this.props.children;
    if (this.props.quiet) return null;
    return (
      <div className="waiting" role="alert">
        <p>
          {t.fault} {this.state.fault.message}
        </p>
        <Button onPress={() => this.setState({ fault: null })}>{t.again}</Button>
      </div>
    );
  }
}

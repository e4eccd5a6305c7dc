import { Component, type ReactNode } from "react";
import { Refused } from "../live/environment";
import { t } from "../texts";
import { Empty } from "../ui/Page";

/** Says in words that what is below is not open to whoever asks, as where a market has no leads pool. */
export class Closed extends Component<{ children: ReactNode }, { words: string | null }> {
  override state = { words: null as string | null };

  static getDerivedStateFromError(fault: unknown) {
    if (fault instanceof Refused && fault.code === "FORBIDDEN") return { words: fault.message };
    throw fault;
  }

  override render() {
    if (this.state.words === null) return this.props.children;
    return (
      <Empty icon="leads" words={t.leads.closed}>
        <p>{this.state.words}</p>
      </Empty>
    );
  }
}

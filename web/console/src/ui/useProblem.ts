import { useMemo, useState } from "react";

/** Why something could not be done: of an answer that is a Problem, or of a fault on the way. Null where it was done. */
export function useProblem() {
  const [problem, setProblem] = useState<string | null>(null);
  return useMemo(
    () => ({
      problem,
      /** Take an answer: of its union, only a Problem has a `detail`. */
      answered: (said: { readonly detail?: string }) => setProblem(said.detail ?? null),
      onError: (fault: Error) => setProblem(fault.message),
    }),
    [problem],
  );
}

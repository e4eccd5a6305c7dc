export const start = {
  beSomebody: "Be somebody of the demo",
  beSomebodyHint: "Open two of them in two windows: what one writes arrives at the other.",
  window: "in a new window",
  tryQueries: "Try queries in GraphiQL",
};

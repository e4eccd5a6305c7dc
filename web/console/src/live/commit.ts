import { commitMutation, type IEnvironment, type GraphQLTaggedNode, type MutationParameters } from "relay-runtime";

/** For what asks several mutations in a row: the answer of one, which may be a Problem. A component takes `useAct`. */
export function commit<M extends MutationParameters>(
  environment: IEnvironment,
  mutation: GraphQLTaggedNode,
  variables: M["variables"],
): Promise<M["response"]> {
  return new Promise((done, fail) =>
    commitMutation<M>(environment, { mutation, variables, onCompleted: (answer) => done(answer), onError: fail }),
  );
}

import { useEffect, useMemo, useRef, useState } from "react";
import { commitMutation, graphql, requestSubscription } from "relay-runtime";
import type { typingMutation } from "../__generated__/typingMutation.graphql";
import type { typingSubscription } from "../__generated__/typingSubscription.graphql";
import { useLine } from "../live/context";

const LASTS = 6_000; // for how long somebody types who is not heard of again
const AGAIN = 3_000; // how often it is said

/** Whether the other side is typing. */
export function useTyping(conversation: string, me: string): boolean {
  const { line } = useLine();
  const [typing, setTyping] = useState(false);
  useEffect(() => {
    let over: ReturnType<typeof setTimeout> | undefined;
    const { dispose } = requestSubscription<typingSubscription>(line.environment, {
      subscription: graphql`
        subscription typingSubscription($conversation: ID!) {
          typing(conversationId: $conversation) {
            account {
              id
            }
            typing
          }
        }
      `,
      variables: { conversation },
      onNext(data) {
        if (!data || data.typing.account.id === me) return;
        clearTimeout(over);
        setTyping(data.typing.typing);
        over = setTimeout(() => setTyping(false), LASTS);
      },
    });
    return () => {
      clearTimeout(over);
      dispose();
    };
  }, [line, conversation, me]);
  return typing;
}

/** Say that one types, every few seconds, and that one does not any more. */
export function useTellTyping(conversation: string): { types(): void; stops(): void } {
  const { line } = useLine();
  const told = useRef(0);
  return useMemo(() => {
    const tell = (typing: boolean) =>
      commitMutation<typingMutation>(line.environment, {
        mutation: graphql`
          mutation typingMutation($input: TypingInput!) {
            setTyping(input: $input) {
              __typename
            }
          }
        `,
        variables: { input: { conversationId: conversation, typing } },
      });
    return {
      types() {
        if (Date.now() - told.current < AGAIN) return;
        told.current = Date.now();
        tell(true);
      },
      stops() {
        if (told.current === 0) return;
        told.current = 0;
        tell(false);
      },
    };
  }, [line, conversation]);
}

import { Button } from "react-aria-components";
import { graphql } from "react-relay";
import { Link, useLocation } from "wouter";
import type { ChatMutation, EntryPoint } from "../__generated__/ChatMutation.graphql";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";

interface ChatProps {
  account: { id: string; name: string };
  conversation: string | null;
  from: EntryPoint;
}

/** To the conversation with somebody; it is started where there is none. */
export function Chat({ account, conversation, from }: ChatProps) {
  const [, go] = useLocation();
  const { act, busy, refusal } = useAct<ChatMutation>(graphql`
    mutation ChatMutation($input: StartConversationInput!) {
      startConversation(input: $input) {
        __typename
        ... on StartConversationSuccess {
          conversation {
            id
          }
        }
        ... on Problem {
          code
          detail
          retryAt
        }
      }
    }
  `);
  const label = t.leads.chatWith(account.name);
  const words = (
    <>
      <Icon name="inbox" /> {t.leads.chat}
    </>
  );
  if (conversation !== null) {
    return (
      <Link href={`/c/${conversation}`} className="button" aria-label={label}>
        {words}
      </Link>
    );
  }
  return (
    <>
      <Button
        isDisabled={busy}
        aria-label={label}
        onPress={() =>
          act({ input: { accountId: account.id, entryPoint: from } }, ({ startConversation: done }) => {
            if (done.conversation) go(`/c/${done.conversation.id}`);
          })
        }
      >
        {words}
      </Button>
      <Refused refusal={refusal} />
    </>
  );
}

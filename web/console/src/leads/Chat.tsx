import { Button } from "react-aria-components";
import { Link } from "wouter";
import type { EntryPoint } from "../__generated__/talkMutation.graphql";
import { useTalk } from "../creators/talk";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";

interface ChatProps {
  account: { id: string; name: string };
  conversation: string | null;
  from: EntryPoint;
}

/** To the conversation with somebody; it is started where there is none. */
export function Chat({ account, conversation, from }: ChatProps) {
  const { talk, busy, refusal } = useTalk(from);
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
      <Button isDisabled={busy} aria-label={label} onPress={() => talk(account.id)}>
        {words}
      </Button>
      <Refused refusal={refusal} />
    </>
  );
}

import { useState, type KeyboardEvent } from "react";
import { Button, TextArea, TextField } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import type { Composer_side$key } from "../__generated__/Composer_side.graphql";
import { useLine } from "../live/context";
import { place } from "../session";
import { exactly, t } from "../texts";
import { useTellTyping } from "./typing";

const LONGEST = 2000;
const KEPT = place("draft:");

/** Where to write. What is written is kept for this tab, until it is sent. */
export function Composer({ conversation, side, name }: { conversation: string; side: Composer_side$key; name: string }) {
  const { outbox } = useLine();
  const { canSend } = useFragment(
    graphql`
      fragment Composer_side on Conversation {
        canSend {
          allowed
          remaining
          problem {
            __typename
            code
            detail
            retryAt
          }
        }
      }
    `,
    side,
  );
  const [text, setText] = useState(() => sessionStorage.getItem(KEPT + conversation) ?? "");
  const typing = useTellTyping(conversation);

  function write(next: string) {
    setText(next);
    sessionStorage.setItem(KEPT + conversation, next);
    if (next) typing.types();
    else typing.stops();
  }

  function send() {
    const words = text.trim();
    if (!words || !canSend.allowed) return;
    outbox.send(conversation, words);
    typing.stops();
    write("");
  }

  function key(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  if (!canSend.allowed) {
    return (
      <div className="composer closed" role="status">
        {canSend.problem?.detail} {canSend.problem?.retryAt && t.goesOn(exactly(canSend.problem.retryAt))}
      </div>
    );
  }
  return (
    <div className="composer">
      {canSend.remaining !== null && canSend.remaining !== undefined && (
        <p className="remaining">{t.thread.remaining(canSend.remaining)}</p>
      )}
      <TextField aria-label={t.thread.write(name)} value={text} onChange={write} maxLength={LONGEST} onKeyDown={key}>
        <TextArea placeholder={t.thread.write(name)} rows={2} />
      </TextField>
      <Button className="primary" onPress={send} isDisabled={!text.trim()}>
        {t.thread.send}
      </Button>
    </div>
  );
}

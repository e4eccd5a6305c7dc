import { Suspense, useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { fetchQuery, graphql } from "react-relay";
import type { NewSendMutation } from "../__generated__/NewSendMutation.graphql";
import type { BulkMessageInput, PreviewQuery } from "../__generated__/PreviewQuery.graphql";
import { useLine } from "../live/context";
import { Refused as Fault } from "../live/environment";
import { fresh } from "../live/ids";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Empty } from "../ui/Page";
import { Tick } from "../ui/Tick";
import { useAct } from "../ui/useAct";
import { Waiting } from "../ui/Waiting";
import { placed, WrongContext } from "./At";
import { Audience } from "./Audience";
import { Content } from "./Content";
import { dropDraft, inputOf, keepDraft, keptDraft, missing, type Draft, type Wrong } from "./draft";
import "./new.css";
import { PAGE, Preview, PREVIEW } from "./Preview";

/** A bulk message is written, looked at as it would go, and sent: once, however often that is tried. */
export function New({ onSent }: { onSent(id: string): void }) {
  const { line } = useLine();
  const [draft, setDraft] = useState(keptDraft);
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const [looking, setLooking] = useState(false);
  const [seen, setSeen] = useState<BulkMessageInput | null>(null);
  const { send, busy, refusal, clear } = useSend(onSent);
  const shown = useRef<HTMLElement>(null);
  useEffect(() => {
    const { parentElement, offsetTop = 0 } = shown.current ?? {};
    if (seen !== null) parentElement?.scrollTo({ top: offsetTop }); // on a phone it is below what is written
  }, [seen]);
  useEffect(() => keepDraft(draft), [draft]);

  // What says something else is another message, and has to be looked at again.
  function change(part: Partial<Draft>) {
    setDraft((before) => ({ ...before, ...part, id: fresh() }));
    setWrong(null);
    clear();
  }

  function look() {
    const input = inputOf(draft);
    const lacks = missing(draft);
    setWrong(lacks);
    if (lacks !== null) return;
    setLooking(true);
    fetchQuery<PreviewQuery>(line.environment, PREVIEW, { input, first: PAGE }).subscribe({
      complete: () => {
        setLooking(false);
        setSeen(input);
      },
      error(fault: Error) {
        setLooking(false);
        setWrong({ field: fault instanceof Fault ? fault.field : null, detail: fault.message });
      },
    });
  }

  const said = wrong ?? (refusal && { field: refusal.field ?? null, detail: refusal.detail });
  return (
    <WrongContext value={said}>
      <div className="bulk-new">
        <div className="bulk-form">
          <Audience draft={draft} onChange={change} />
          <Content draft={draft} onChange={change} />
          <Tick on={draft.autoResume} onChange={(autoResume) => change({ autoResume })}>
            {t.bulk.autoResume}
          </Tick>
          {said && !placed(said) && (
            <p role="alert" className="refused">
              {said.detail}
            </p>
          )}
          <div className="buttons">
            <Button
              className={seen?.clientMutationId === draft.id ? undefined : "primary"}
              isDisabled={looking}
              onPress={look}
            >
              <Icon name="search" /> {t.bulk.preview}
            </Button>
          </div>
        </div>
        <section ref={shown} className="bulk-preview" aria-label={t.bulk.preview} aria-busy={looking}>
          {seen?.clientMutationId === draft.id ? (
            <Suspense fallback={<Waiting />}>
              <Preview key={draft.id} input={seen} busy={busy} onSend={() => send(seen)} />
            </Suspense>
          ) : (
            <Empty icon="bulk" words={t.bulk.lookFirst} />
          )}
        </section>
      </div>
    </WrongContext>
  );
}

function useSend(onSent: (id: string) => void) {
  const { act, busy, refusal, clear } = useAct<NewSendMutation>(graphql`
    mutation NewSendMutation($input: BulkMessageInput!) {
      sendBulkMessage(input: $input) {
        __typename
        ... on BulkMessageSuccess {
          bulkMessage {
            id
          }
        }
        ... on Problem {
          code
          detail
          retryAt
        }
        ... on InvalidInput {
          field
        }
        ... on NotFound {
          field
        }
      }
    }
  `);
  const send = (input: BulkMessageInput) =>
    act({ input }, ({ sendBulkMessage: { bulkMessage } }) => {
      dropDraft();
      if (bulkMessage) onSent(bulkMessage.id);
    });
  return { send, busy, refusal, clear };
}

import { Suspense, useEffect, useRef, useState, type ReactNode } from "react";
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
import { wordsOf } from "../ui/wordsOf";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";
import { placed, WrongContext } from "./At";
import { Audience } from "./Audience";
import { Content } from "./Content";
import { dropDraft, inputOf, keepDraft, keptDraft, missing, type Draft, type Wrong } from "./draft";
import "./new.css";
import { PAGE, Preview, PREVIEW } from "./Preview";

/** A bulk message is written, looked at as it would go, and sent: once, however often that is tried. */
export function New({ onSent }: { onSent(id: string): void }) {
  const [draft, setDraft] = useState(keptDraft);
  const { seen, looking, wrong, look, forget } = useLook(draft);
  const { send, busy, refusal, clear } = useSend(onSent);
  useEffect(() => keepDraft(draft), [draft]);

  // What says something else is another message, and has to be looked at again.
  function change(part: Partial<Draft>) {
    setDraft((before) => ({ ...before, ...part, id: fresh() }));
    forget();
    clear();
  }

  const said = wrong ?? (refusal && { field: refusal.field ?? null, detail: refusal.detail });
  return (
    <WrongContext value={said}>
      <div className="bulk-new">
        <Written draft={draft} said={said} onChange={change}>
          <Button className={seen ? undefined : "primary"} isDisabled={looking} onPress={look}>
            <Icon name="search" /> {t.bulk.preview}
          </Button>
        </Written>
        <Looked seen={seen} looking={looking} busy={busy} onSend={send} />
      </div>
    </WrongContext>
  );
}

/** Looks at a draft as it would go; what was seen of another one is none of it. */
function useLook(draft: Draft) {
  const { line } = useLine();
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const [looking, setLooking] = useState(false);
  const [seen, setSeen] = useState<BulkMessageInput | null>(null);
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
        setWrong({ field: fault instanceof Fault ? fault.field : null, detail: wordsOf(fault) });
      },
    });
  }
  const now = seen?.clientMutationId === draft.id ? seen : null;
  return { seen: now, looking, wrong, look, forget: () => setWrong(null) };
}

interface WrittenProps {
  draft: Draft;
  said: Wrong | null;
  onChange(part: Partial<Draft>): void;
  children: ReactNode;
}

/** To whom it goes and what it says, and what is wrong with it where that is of no field. */
function Written({ draft, said, onChange, children }: WrittenProps) {
  const seller = useViewer().account.kind === "SELLER";
  return (
    <div className="bulk-form">
      <Audience draft={draft} onChange={onChange} />
      <Content draft={draft} onChange={onChange} />
      {seller && (
        <Tick on={draft.autoResume} onChange={(autoResume) => onChange({ autoResume })}>
          {t.bulk.autoResume}
        </Tick>
      )}
      {said && !placed(said) && (
        <p role="alert" className="refused">
          {said.detail}
        </p>
      )}
      <div className="buttons">{children}</div>
    </div>
  );
}

interface LookedProps {
  seen: BulkMessageInput | null;
  looking: boolean;
  busy: boolean;
  onSend(input: BulkMessageInput): void;
}

/** What would happen. */
function Looked({ seen, looking, busy, onSend }: LookedProps) {
  const shown = useRef<HTMLElement>(null);
  useEffect(() => {
    const { parentElement, offsetTop = 0 } = shown.current ?? {};
    if (seen !== null) parentElement?.scrollTo({ top: offsetTop }); // on a phone it is below what is written
  }, [seen]);
  return (
    <section ref={shown} className="bulk-preview" aria-label={t.bulk.preview} aria-busy={looking}>
      {seen ? (
        <Suspense fallback={<Waiting />}>
          <Preview key={seen.clientMutationId} input={seen} busy={busy} onSend={() => onSend(seen)} />
        </Suspense>
      ) : (
        <Empty icon="bulk" words={t.bulk.lookFirst} />
      )}
    </section>
  );
}

const SEND = graphql`
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
`;

function useSend(onSent: (id: string) => void) {
  const { act, busy, refusal, clear } = useAct<NewSendMutation>(SEND);
  const send = (input: BulkMessageInput) =>
    act({ input }, ({ sendBulkMessage: { bulkMessage } }) => {
      dropDraft();
      if (bulkMessage) onSent(bulkMessage.id);
    });
  return { send, busy, refusal, clear };
}

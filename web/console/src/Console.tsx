import { Suspense, useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import { useRoute } from "wouter";
import type { ConsoleQuery } from "./__generated__/ConsoleQuery.graphql";
import { Inbox } from "./inbox/Inbox";
import { useLine } from "./live/context";
import type { Connection } from "./live/environment";
import { listen } from "./live/events";
import { leave } from "./session";
import { t } from "./texts";
import { Thread } from "./thread/Thread";
import { Waiting } from "./Waiting";

// The position is read before what is shown: so whatever happens after it is heard.
const WHO = graphql`
  query ConsoleQuery {
    viewer {
      id
      position
      user {
        name
      }
      account {
        id
        name
        kind
      }
    }
  }
`;

/** The inbox beside a conversation, kept true by events. */
export function Console({ onLost }: { onLost: () => void }) {
  const { line, outbox } = useLine();
  const { viewer } = useLazyLoadQuery<ConsoleQuery>(WHO, {}, { fetchPolicy: "network-only" });
  const [state, setState] = useState<Connection>("connecting");
  const [ended, setEnded] = useState<Error | null>(null);
  const [changes, setChanges] = useState(0);
  const [, route] = useRoute("/c/:id");
  const open = route?.id ?? null;

  useEffect(
    () =>
      line.watch((now) => {
        setState(now);
        if (now === "live") outbox.flush();
      }),
    [line, outbox],
  );
  useEffect(
    () => listen(line, viewer.position, { told: () => setChanges((count) => count + 1), lost: onLost, refused: setEnded }),
    [line], // from the first position on: the socket knows how to go on
  );
  if (ended !== null) throw ended;

  return (
    <div className="console" data-open={open !== null}>
      <header className="bar">
        <h1>Parley</h1>
        <span className="who">
          {viewer.account.name} <small>{t.kinds[viewer.account.kind]}</small>
        </span>
        <span className="connection" data-state={state} role="status">
          {t.connection[state]}
        </span>
        <Button onPress={leave}>{t.signOut}</Button>
      </header>
      <Inbox open={open} changes={changes} />
      <main className="main">
        {open === null ? (
          <p className="waiting">{t.chooseOne}</p>
        ) : (
          <Suspense fallback={<Waiting />}>
            <Thread key={open} id={open} me={viewer.account.id} />
          </Suspense>
        )}
      </main>
    </div>
  );
}

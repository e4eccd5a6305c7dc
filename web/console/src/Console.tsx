import { Suspense, useEffect, useState } from "react";
import { graphql, useLazyLoadQuery } from "react-relay";
import { Redirect, Route, Switch, useLocation, useRoute } from "wouter";
import type { ConsoleQuery } from "./__generated__/ConsoleQuery.graphql";
import { Inbox } from "./inbox/Inbox";
import { Title } from "./inbox/Title";
import { LineContext, useLine } from "./live/context";
import { Refused, type Connection, type Line } from "./live/environment";
import { listen } from "./live/events";
import { Outbox } from "./live/outbox";
import { Nav } from "./Nav";
import { hasInbox, placesOf } from "./pages";
import { actFor, change, type Session } from "./session";
import { t } from "./texts";
import { Caught } from "./ui/Caught";
import { Fault } from "./ui/Fault";
import { keen } from "./ui/keen";
import { Empty } from "./ui/Page";
import { Waiting } from "./ui/Waiting";
import { ViewerContext, type Viewer } from "./viewer";

const Side = keen(() => import("./side/Side"));
const thread = () => import("./thread/Thread").then(({ Thread }) => ({ default: Thread }));
const Thread = keen(thread);

// The position is read before what is shown: so whatever happens after it is heard.
const WHO = graphql`
  query ConsoleQuery {
    viewer {
      id
      position
      permissions
      user {
        id
        name
      }
      account {
        id
        handle
        name
        kind
        avatarUrl
        ... on Agency {
          programmes
          verified
          livePartner
        }
        ... on Seller {
          livePartner
        }
        ... on Creator {
          level
        }
      }
      memberships {
        id
        account {
          id
          handle
          name
        }
      }
    }
  }
`;

interface ConsoleProps {
  line: Line;
  session: Session;
  /** The stream of events cannot go on from where it was. */
  onLost(): void;
}

/** All there is for whoever is asking, once it is known who that is. */
export function Console({ line, session, onLost }: ConsoleProps) {
  const { viewer } = useLazyLoadQuery<ConsoleQuery>(WHO, {}, { fetchPolicy: "network-only" });
  const own = useOwn(line, viewer.account.handle);
  if (own === null) return <Waiting />;
  return (
    <LineContext value={own}>
      <ViewerContext value={viewer}>
        <Places viewer={viewer} session={session} onLost={onLost} />
      </ViewerContext>
    </LineContext>
  );
}

/** The line, and what goes over it that was written for this account. */
function useOwn(line: Line, account: string): { line: Line; outbox: Outbox } | null {
  const [own, setOwn] = useState<{ line: Line; outbox: Outbox } | null>(null);
  useEffect(() => {
    actFor(account);
    const outbox = new Outbox(line);
    setOwn({ line, outbox });
    return () => outbox.close();
  }, [line, account]);
  return own;
}

/** The inbox and the pages beside it, kept true by events. */
function Places({ viewer, session, onLost }: Omit<ConsoleProps, "line"> & { viewer: Viewer }) {
  const [path] = useLocation();
  const { state, ended } = useEvents(viewer, onLost);
  // Who was removed from one team begins anew for the account that is theirs without saying so, if there is one.
  const otherwise = () => (session.account === null ? onLost() : change(null));
  if (ended instanceof Refused) return <Fault words={ended.message} onAgain={otherwise} />;
  if (ended !== null) throw ended;
  return (
    <div className="console" data-open={path !== "/" || !hasInbox(viewer)} data-thread={path.startsWith("/c/")}>
      <Nav state={state} />
      {hasInbox(viewer) && (
        <Caught quiet>
          <Suspense fallback={null}>
            <Title />
          </Suspense>
        </Caught>
      )}
      <Switch>
        {placesOf(viewer).map(({ name, page: Shown }) => (
          <Route key={name} path={`/${name}`}>
            <main className="main wide">
              <Caught>
                <Suspense fallback={<Waiting />}>
                  <Shown />
                </Suspense>
              </Caught>
            </main>
          </Route>
        ))}
        <Route>{hasInbox(viewer) ? <Messaging /> : <Elsewhere viewer={viewer} />}</Route>
      </Switch>
    </div>
  );
}

/** Hears what happens, where there is an inbox: how the connection is, and why it ended if it did for good. */
function useEvents(viewer: Viewer, onLost: () => void): { state: Connection | null; ended: Error | null } {
  const { line, outbox } = useLine();
  const [state, setState] = useState<Connection>("connecting");
  const [ended, setEnded] = useState<Error | null>(null);
  const hears = hasInbox(viewer);
  useEffect(
    () =>
      line.watch((now) => {
        setState(now);
        if (now === "live") outbox.flush();
      }),
    [line, outbox],
  );
  useEffect(
    () => (hears ? listen(line, viewer.position, { lost: onLost, refused: setEnded }) : undefined),
    [line, hears], // from the first position on: the stream knows how to go on
  );
  return { state: hears ? state : null, ended };
}

/** Whoever has no inbox goes to what there is for them. */
function Elsewhere({ viewer }: { viewer: Viewer }) {
  const [first] = placesOf(viewer);
  if (first) return <Redirect to={`/${first.name}`} replace />;
  return (
    <main className="main wide">
      <Empty icon="inbox" words={t.noPlace} />
    </main>
  );
}

/** The inbox beside a conversation. */
function Messaging() {
  const [, route] = useRoute("/c/:id");
  const open = route?.id ?? null;
  useEffect(() => void setTimeout(thread, 500), []); // it will be wanted: be there before, but after the inbox
  const [side, setSide] = useState(() => matchMedia("(min-width: 80rem)").matches);
  return (
    <>
      <Inbox open={open} />
      <main className="main">
        {open === null ? (
          <Empty icon="inbox" words={t.thread.chooseOne} />
        ) : (
          <Caught key={open}>
            <Suspense fallback={<Waiting />}>
              <Thread id={open} side={side} onSide={() => setSide(!side)} />
            </Suspense>
          </Caught>
        )}
      </main>
      {open !== null && side && (
        <Caught key={open}>
          <Suspense fallback={<aside className="side" />}>
            <Side conversation={open} onClose={() => setSide(false)} />
          </Suspense>
        </Caught>
      )}
    </>
  );
}

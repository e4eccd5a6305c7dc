import { lazy, Suspense, useEffect, useState } from "react";
import { graphql, useLazyLoadQuery } from "react-relay";
import { Route, Switch, useLocation, useRoute } from "wouter";
import type { ConsoleQuery } from "./__generated__/ConsoleQuery.graphql";
import { Inbox } from "./inbox/Inbox";
import { useLine } from "./live/context";
import { Refused, type Connection } from "./live/environment";
import { listen } from "./live/events";
import { Nav } from "./Nav";
import { placesOf } from "./pages";
import { keep, kept } from "./session";
import { t } from "./texts";
import { Fault } from "./ui/Fault";
import { Empty } from "./ui/Page";
import { Waiting } from "./ui/Waiting";
import { ViewerContext } from "./viewer";

const Side = lazy(() => import("./side/Side"));
const thread = () => import("./thread/Thread").then(({ Thread }) => ({ default: Thread }));
const Thread = lazy(thread);

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

/** The inbox and the pages beside it, kept true by events. */
export function Console({ onLost }: { onLost: () => void }) {
  const { line, outbox } = useLine();
  const { viewer } = useLazyLoadQuery<ConsoleQuery>(WHO, {}, { fetchPolicy: "network-only" });
  const [state, setState] = useState<Connection>("connecting");
  const [ended, setEnded] = useState<Error | null>(null);
  const [path] = useLocation();

  useEffect(
    () =>
      line.watch((now) => {
        setState(now);
        if (now === "live") outbox.flush();
      }),
    [line, outbox],
  );
  useEffect(
    () => listen(line, viewer.position, { lost: onLost, refused: setEnded }),
    [line], // from the first position on: the socket knows how to go on
  );
  if (ended instanceof Refused) return <Fault words={ended.message} onAgain={() => otherwise(onLost)} />;
  if (ended !== null) throw ended;

  return (
    <ViewerContext value={viewer}>
      <div className="console" data-open={path !== "/"} data-thread={path.startsWith("/c/")}>
        <Nav state={state} />
        <Switch>
          {placesOf(viewer).map(({ name, page: Shown }) => (
            <Route key={name} path={`/${name}`}>
              <main className="main wide">
                <Suspense fallback={<Waiting />}>
                  <Shown />
                </Suspense>
              </main>
            </Route>
          ))}
          <Route>
            <Messaging />
          </Route>
        </Switch>
      </div>
    </ViewerContext>
  );
}

/** Who was removed from one team begins anew for the account that is theirs without saying so, if there is one. */
function otherwise(anew: () => void): void {
  const session = kept();
  if (session === null || session.account === null) return anew();
  keep({ ...session, account: null });
  location.assign("/console/");
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
          <Suspense fallback={<Waiting />}>
            <Thread key={open} id={open} side={side} onSide={() => setSide(!side)} />
          </Suspense>
        )}
      </main>
      {open !== null && side && (
        <Suspense fallback={<aside className="side" />}>
          <Side key={open} conversation={open} onClose={() => setSide(false)} />
        </Suspense>
      )}
    </>
  );
}

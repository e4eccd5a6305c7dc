import { lazy, Suspense, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import { Link, useLocation } from "wouter";
import type { NavQuery } from "./__generated__/NavQuery.graphql";
import { useLine, useNews } from "./live/context";
import { drafted } from "./live/drafts";
import type { Connection } from "./live/environment";
import { placesOf } from "./pages";
import { development, keep, kept, leave } from "./session";
import { t } from "./texts";
import { Avatar } from "./ui/Avatar";
import { Choice } from "./ui/Choice";
import { Icon } from "./ui/Icon";
import { useViewer } from "./viewer";

const Leave = lazy(() => import("./Leave"));

/** Where one can go, who one is, and whether the line to the server stands. */
export function Nav({ state }: { state: Connection }) {
  const viewer = useViewer();
  const [path] = useLocation();
  const { account } = viewer;
  return (
    <header className="rail">
      <nav aria-label={t.pages.label}>
        <Link href="/" className="place" aria-current={path === "/" || path.startsWith("/c/") ? "page" : undefined}>
          <Icon name="inbox" />
          <span>{t.inbox.label}</span>
        </Link>
        {placesOf(viewer).map(({ name, icon }) => (
          <Link key={name} href={`/${name}`} className="place" aria-current={path === `/${name}` ? "page" : undefined}>
            <Icon name={icon} />
            <span>{t.pages[name]}</span>
            {name === "notifications" && (
              <Suspense fallback={null}>
                <UnreadNotifications />
              </Suspense>
            )}
          </Link>
        ))}
      </nav>
      <div className="me">
        <span className="connection" data-state={state} role="status">
          {t.connection[state]}
        </span>
        <span className="who">
          <Avatar name={account.name} kind={account.kind} url={account.avatarUrl} small />
          <span>
            <strong>{account.name}</strong> <small>{t.kinds[account.kind]}</small>
          </span>
        </span>
        {viewer.memberships.length > 1 && <Accounts />}
        {development && (
          <a className="place" href={`/graphiql?as=${kept()?.who ?? ""}`} target="_blank" rel="noopener">
            <Icon name="code" />
            <span>GraphiQL</span>
          </a>
        )}
        <SignOut />
      </div>
    </header>
  );
}

function UnreadNotifications() {
  const news = useNews(["NotificationAdded"]);
  const { viewer } = useLazyLoadQuery<NavQuery>(
    graphql`
      query NavQuery {
        viewer {
          id
          unreadNotifications
        }
      }
    `,
    {},
    { fetchKey: news, fetchPolicy: "store-and-network" },
  );
  const count = viewer.unreadNotifications;
  if (count === 0) return null;
  return (
    <span className="badge" role="img" aria-label={t.inbox.unreadCount(count)}>
      {count > 99 ? "99+" : count}
    </span>
  );
}

/** At once, unless something would be lost by it. */
function SignOut() {
  const { outbox } = useLine();
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Button className="bare" onPress={() => (outbox.pending().length > 0 || drafted() ? setAsks(true) : leave())}>
        <Icon name="out" /> {t.signOut}
      </Button>
      {asks && (
        <Suspense fallback={null}>
          <Leave onStay={() => setAsks(false)} />
        </Suspense>
      )}
    </>
  );
}

/** For which account; another one begins anew. */
function Accounts() {
  const { account, memberships } = useViewer();
  function change(handle: string) {
    const session = kept();
    if (session === null) return;
    keep({ ...session, account: handle });
    location.assign("/console/");
  }
  const options = memberships.map((one) => ({ value: one.account.handle, text: one.account.name }));
  return <Choice label={t.account} quiet value={account.handle} options={options} onChange={change} />;
}

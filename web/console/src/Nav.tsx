import { Suspense } from "react";
import { graphql, useLazyLoadQuery } from "react-relay";
import { Link, useLocation } from "wouter";
import type { NavQuery } from "./__generated__/NavQuery.graphql";
import { NotSent } from "./inbox/NotSent";
import { useNews } from "./live/context";
import type { Connection } from "./live/environment";
import { hasInbox, placesOf } from "./pages";
import { change, development, kept } from "./session";
import { t } from "./texts";
import { Avatar } from "./ui/Avatar";
import { Caught } from "./ui/Caught";
import { Choice } from "./ui/Choice";
import { Icon } from "./ui/Icon";
import { SignOut } from "./ui/SignOut";
import { useViewer } from "./viewer";

/** Where one can go, who one is, and whether the line to the server stands; null where there is none. */
export function Nav({ state }: { state: Connection | null }) {
  const viewer = useViewer();
  const [path] = useLocation();
  return (
    <header className="rail">
      <nav aria-label={t.pages.label}>
        {hasInbox(viewer) && (
          <Link href="/" className="place" aria-current={path === "/" || path.startsWith("/c/") ? "page" : undefined}>
            <Icon name="inbox" />
            <span>{t.inbox.label}</span>
            <NotSent />
          </Link>
        )}
        {placesOf(viewer).map(({ name, icon }) => (
          <Link key={name} href={`/${name}`} className="place" aria-current={path === `/${name}` ? "page" : undefined}>
            <Icon name={icon} />
            <span>{t.pages[name]}</span>
            {name === "notifications" && (
              <Caught quiet>
                <Suspense fallback={null}>
                  <UnreadNotifications />
                </Suspense>
              </Caught>
            )}
          </Link>
        ))}
      </nav>
      <Me state={state} />
    </header>
  );
}

/** Who one is, and what else there is for them. */
function Me({ state }: { state: Connection | null }) {
  const { account, memberships } = useViewer();
  return (
    <div className="me">
      {state !== null && (
        <span className="connection" data-state={state} role="status">
          {t.connection[state]}
        </span>
      )}
      <span className="who">
        <Avatar name={account.name} kind={account.kind} url={account.avatarUrl} small />
        <span>
          <strong>{account.name}</strong> <small>{t.kinds[account.kind]}</small>
        </span>
      </span>
      {memberships.length > 1 && <Accounts />}
      {development && (
        <a className="place" href={`/graphiql?as=${kept()?.who ?? ""}`} target="_blank" rel="noopener">
          <Icon name="code" />
          <span>GraphiQL</span>
        </a>
      )}
      <SignOut className="bare">
        <Icon name="out" /> {t.signOut}
      </SignOut>
    </div>
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

/** For which account; another one begins anew. */
function Accounts() {
  const { account, memberships } = useViewer();
  const options = memberships.map((one) => ({ value: one.account.handle, text: one.account.name }));
  return <Choice label={t.account} quiet value={account.handle} options={options} onChange={change} />;
}

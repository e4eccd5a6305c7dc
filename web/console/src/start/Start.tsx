import { useEffect, useState } from "react";
import { people, type Person } from "../session";
import { t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Choice } from "../ui/Choice";
import { Icon } from "../ui/Icon";
import { Brand } from "./Brand";
import { FIRST, beside, type Pair } from "./pair";
import "./start.css";

const SCENES = {
  talk: FIRST,
  agency: { left: "maya", right: "northstar" },
  team: { left: "acme", right: "sam" },
} as const;

/** The start page of development mode: what Parley is, who of the demo is there, and two of them with one click. */
export default function Start() {
  const [found, setFound] = useState<Person[] | null>(null);
  useEffect(() => {
    document.title = "Parley";
    people().then(setFound, () => setFound([]));
  }, []);
  return (
    <main className="start">
      <header className="start-head">
        <Brand />
        <a className="button" href="/graphiql">
          <Icon name="code" /> GraphiQL
        </a>
      </header>
      <Hero nobody={found?.length === 0} />
      {found !== null && found.length > 0 && (
        <>
          <Scenes found={found} />
          <section aria-labelledby="there">
            <h2 id="there">{t.start.peopleTitle}</h2>
            <ul className="cast">
              {found.map((person) => (
                <Introduced key={person.handle} person={person} />
              ))}
            </ul>
          </section>
        </>
      )}
      <footer className="start-foot">
        <h2>{t.start.forPrograms}</h2>
        <p>
          <code>/graphql</code> {t.start.endpoint} <code>Authorization: Bearer …</code> {t.start.account}{" "}
          <code>Parley-Account: HANDLE</code>. <code>python -m app token --as maya</code> {t.start.token}
        </p>
      </footer>
    </main>
  );
}

/** What Parley is, and the one click that shows it. */
function Hero({ nobody }: { nobody: boolean }) {
  return (
    <section className="hero">
      <div>
        <h1>{t.start.title}</h1>
        <p>{t.start.what}</p>
        <p>{t.start.whom}</p>
        {nobody ? (
          <p className="panel">{t.start.nobody}</p>
        ) : (
          <p className="start-go">
            <a className="button primary large" href={beside(FIRST)}>
              {t.start.open(FIRST.left, FIRST.right)}
            </a>
            <small>{t.start.openHint}</small>
          </p>
        )}
      </div>
      <Sketch />
    </section>
  );
}

/** The scenes whose people are there, and any other two. */
function Scenes({ found }: { found: readonly Person[] }) {
  const there = ({ left, right }: Pair) => [left, right].every((who) => found.some(({ handle }) => handle === who));
  const names = (Object.keys(SCENES) as (keyof typeof SCENES)[]).filter((name) => there(SCENES[name]));
  return (
    <section aria-labelledby="scenes">
      <h2 id="scenes">{t.start.scenesTitle}</h2>
      <ul className="scenes">
        {names.map((name) => (
          <Scene key={name} pair={SCENES[name]} {...t.start.scenes[name]} />
        ))}
      </ul>
      <AnyPair found={found} />
    </section>
  );
}

function Scene({ pair, title, about }: { pair: Pair; title: string; about: string }) {
  return (
    <li>
      <a className="scene panel" href={beside(pair)}>
        <span className="two">
          {[pair.left, pair.right].map((who) => (
            <Avatar key={who} name={who} kind={t.start.people[who]?.kind ?? ""} />
          ))}
        </span>
        <strong>{title}</strong>
        <span>{about}</span>
        <small>
          {pair.left} · {pair.right}
        </small>
      </a>
    </li>
  );
}

function AnyPair({ found }: { found: readonly Person[] }) {
  const [pair, setPair] = useState<Pair>({
    left: found[0]?.handle ?? "",
    right: found[1]?.handle ?? found[0]?.handle ?? "",
  });
  const options = found.map(({ handle }) => ({ value: handle, text: handle }));
  return (
    <div className="any-pair">
      <strong>{t.start.anyPair}</strong>
      <Choice
        label={t.start.left}
        quiet
        value={pair.left}
        options={options}
        onChange={(left) => setPair({ ...pair, left })}
      />
      <Choice
        label={t.start.right}
        quiet
        value={pair.right}
        options={options}
        onChange={(right) => setPair({ ...pair, right })}
      />
      <a className="button" href={beside(pair)}>
        {t.start.openPair}
      </a>
    </div>
  );
}

function Introduced({ person: { handle, about } }: { person: Person }) {
  const said = t.start.people[handle];
  return (
    <li className="panel">
      <Avatar name={handle} kind={said?.kind ?? ""} />
      <div>
        <h3>{handle}</h3>
        <p className="about">{said?.about ?? about}</p>
        <p>{said?.shows}</p>
        <p className="ways">
          <a className="button" href={`/console/?as=${handle}`} aria-label={t.start.consoleAs(handle)}>
            <Icon name="inbox" /> {t.start.console}
          </a>
          <a className="button" href={`/graphiql?as=${handle}`} aria-label={t.start.graphiqlAs(handle)}>
            <Icon name="code" /> GraphiQL
          </a>
        </p>
      </div>
    </li>
  );
}

/** Two windows that talk. */
function Sketch() {
  return (
    <div className="sketch" aria-hidden="true">
      {["theirs mine theirs card", "mine theirs mine card"].map((lines) => (
        <div key={lines}>
          {lines.split(" ").map((kind, place) => (
            <span key={place} data-kind={kind} />
          ))}
        </div>
      ))}
    </div>
  );
}

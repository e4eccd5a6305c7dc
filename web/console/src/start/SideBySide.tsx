import { useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { people, type Person } from "../session";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { Icon } from "../ui/Icon";
import { Waiting } from "../ui/Waiting";
import { Brand } from "./Brand";
import { Divider } from "./Divider";
import { FIRST, beside, common, type Pair } from "./pair";
import "./beside.css";

type Side = keyof Pair;

/** Two people of the demo in one page, each in a frame with a session of its own, in their common conversation. */
export default function SideBySide() {
  const [found, setFound] = useState<Person[] | null>(null);
  useEffect(() => void people().then(setFound, () => setFound([])), []);
  if (found === null) return <Waiting />;
  if (found.length === 0) return <p className="waiting">{t.start.nobody}</p>;
  return <Two found={found} />;
}

/** Whom the address names, as far as they are there. */
function asked(found: readonly Person[]): Pair {
  const said = new URLSearchParams(location.search);
  const one = (side: Side) =>
    found.find(({ handle }) => handle === said.get(side)) ? String(said.get(side)) : FIRST[side];
  return { left: one("left"), right: one("right") };
}

function Two({ found }: { found: readonly Person[] }) {
  const [pair, setPair] = useState<Pair>(() => asked(found));
  const [shown, setShown] = useState<Side>("left"); // on phones, where there is room for one
  const whole = useRef<HTMLDivElement>(null);
  const home = useHome(found, pair);
  const { left, right } = pair;

  useEffect(() => {
    history.replaceState(null, "", beside(pair));
    document.title = `${left} · ${right} – Parley`;
  }, [pair, left, right]);

  // By name in the page, wherever they are shown: a frame that is moved in the page loads anew.
  const sides: readonly Side[] = left <= right ? ["left", "right"] : ["right", "left"];
  return (
    <div ref={whole} className="beside" data-shown={shown}>
      <header className="beside-head">
        <a href="/" aria-label={t.start.back}>
          <Brand />
        </a>
        <div className="beside-tabs">
          {(["left", "right"] as const).map((side) => (
            <Button key={side} aria-pressed={shown === side} onPress={() => setShown(side)}>
              {pair[side]}
            </Button>
          ))}
        </div>
        <Button onPress={() => setPair({ left: right, right: left })}>
          <Icon name="swap" /> {t.start.swap}
        </Button>
      </header>
      {sides.map((side, index) => {
        const twice = left === right ? String(index) : "";
        const change = (next: string) => setPair({ ...pair, [side]: next });
        const who = pair[side];
        return <Pane key={`${who} ${twice}`} {...{ side, who, twice, found, home }} onChange={change} />;
      })}
      <Divider onShare={(share) => whole.current?.style.setProperty("--share", `${share}fr`)} />
    </div>
  );
}

/** Where in the console the two have their conversation, or where they begin without one; null until that is known. */
function useHome(found: readonly Person[], { left, right }: Pair): string | null {
  const [place, setPlace] = useState<{ of: string; home: string } | null>(null);
  const together = [left, right].sort().join();
  useEffect(() => {
    let current = true;
    const [one, other] = [left, right].map((who) => found.find(({ handle }) => handle === who));
    const settle = (conversation: string | null) =>
      current && setPlace({ of: together, home: conversation === null ? "" : `c/${conversation}` });
    if (one && other) common(one, other).then(settle, () => settle(null));
    return () => void (current = false);
  }, [together]); // to swap them changes nothing of it
  return place?.of === together ? place.home : null;
}

interface PaneProps {
  side: Side;
  who: string;
  /** Which of two panes of the same person; else nothing. */
  twice: string;
  found: readonly Person[];
  home: string | null;
  onChange(next: string): void;
}

/** What one of them has. */
function Pane({ side, who, twice, found, home, onChange }: PaneProps) {
  return (
    <section className="beside-pane" data-side={side} aria-label={who}>
      <PaneHead side={side} who={who} found={found} home={home ?? ""} onChange={onChange} />
      {home === null ? (
        <Waiting />
      ) : (
        <iframe name={`beside:${who}:${twice}`} title={who} src={`/console/${home}?as=${who}`} />
      )}
    </section>
  );
}

interface PaneHeadProps {
  side: Side;
  who: string;
  found: readonly Person[];
  home: string;
  onChange(next: string): void;
}

function PaneHead({ side, who, found, home, onChange }: PaneHeadProps) {
  const options = found.map(({ handle, about }) => ({
    value: handle,
    text: `${handle} – ${t.start.people[handle]?.about ?? about}`,
  }));
  return (
    <header>
      <Choice label={t.start.who(t.start[side])} quiet value={who} options={options} onChange={onChange} />
      <a
        className="button"
        href={`/console/${home}?as=${who}`}
        target="_blank"
        rel="noopener"
        aria-label={t.start.ownWindow(who)}
      >
        <Icon name="window" />
      </a>
      <a
        className="button"
        href={`/graphiql?as=${who}`}
        target="_blank"
        rel="noopener"
        aria-label={t.start.graphiqlAs(who)}
      >
        <Icon name="code" />
      </a>
    </header>
  );
}

import { graphql, useFragment } from "react-relay";
import type { SideFigures_stats$key } from "../__generated__/SideFigures_stats.graphql";
import { Fact } from "../creators/Fact";
import { about, aboutMoney } from "../creators/figures";
import { Stale } from "../creators/Stale";
import { exactly, t, when } from "../texts";

const words = t.side;
const NAMES = ["followers", "affiliateGmv30d", "liveGmv30d", "revenue", "videoViews", "liveUniqueViewers"] as const;

const STATS = graphql`
  fragment SideFigures_stats on CreatorStats {
    followers {
      value
      takenAt
      stale
    }
    affiliateGmv30d {
      value {
        amount
        currency
      }
      takenAt
      stale
    }
    liveGmv30d {
      value {
        amount
        currency
      }
      takenAt
      stale
    }
    revenue {
      value {
        amount
        currency
      }
      takenAt
      stale
    }
    videoViews {
      value
      takenAt
      stale
    }
    liveUniqueViewers {
      value
      takenAt
      stale
    }
  }
`;

/** A creator's figures, each with the time it was taken. */
export function SideFigures({ stats }: { stats: SideFigures_stats$key }) {
  const it = useFragment(STATS, stats);
  const known = NAMES.filter((name) => it[name]);
  if (known.length === 0) return <p className="side-faint">{words.noFigures}</p>;
  return (
    <dl className="known-facts">
      {known.map((name) => (
        <FigureLine key={name} name={words.figure[name]} figure={it[name]} />
      ))}
    </dl>
  );
}

interface Figure {
  value: number | { amount: string; currency: string };
  takenAt: string;
  stale: boolean;
}

/** One figure with the time it was taken; nothing where none ever was. */
export function FigureLine({ name, figure }: { name: string; figure: Figure | null | undefined }) {
  if (!figure) return null;
  const { value, takenAt } = figure;
  return (
    <Fact name={name}>
      <strong>{typeof value === "number" ? about(value) : aboutMoney(value)}</strong> <Stale figure={figure} />{" "}
      <time dateTime={takenAt} title={t.creators.asOf(exactly(takenAt))}>
        {when(takenAt)}
      </time>
    </Fact>
  );
}

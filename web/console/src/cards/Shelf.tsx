import { Suspense, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useRelayEnvironment } from "react-relay";
import type { ShelfAddMutation } from "../__generated__/ShelfAddMutation.graphql";
import { useRemoving } from "../collaborations/removing";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { keen } from "../ui/keen";
import { Refused } from "../ui/Refused";
import { Tick } from "../ui/Tick";
import { useAct } from "../ui/useAct";
import type { Item } from "./item";
import { rereadShowing } from "./reread";
import { Rows } from "./Rows";

const RequestSample = keen(() => import("./RequestSample"));

const ADD = graphql`
  mutation ShelfAddMutation($input: AddToShowcaseInput!) {
    addToShowcase(input: $input) {
      __typename
      ... on AddToShowcaseSuccess {
        message {
          id
          ...Card_message
        }
        outcomes {
          productId
          status
          problem {
            __typename
            code
            detail
          }
        }
      }
      ... on Problem {
        code
        detail
        retryAt
      }
    }
  }
`;

type Outcomes = NonNullable<ShelfAddMutation["response"]["addToShowcase"]["outcomes"]>;

interface ShelfProps {
  message: string;
  items: readonly Item[];
  full: boolean;
  closed: string | null;
  invitation: { id: string; freeSample: boolean } | null;
}

/** Adding from a card and removing again, and what became of each product. */
function useShelf(message: string) {
  const environment = useRelayEnvironment();
  const [outcomes, setOutcomes] = useState<Outcomes>([]);
  const adding = useAct<ShelfAddMutation>(ADD);
  const removing = useRemoving();
  function put(productIds: readonly string[] | null, acceptLowerRate = false) {
    setOutcomes([]);
    adding.act({ input: { messageId: message, productIds, acceptLowerRate } }, ({ addToShowcase: said }) =>
      setOutcomes(said.outcomes ?? []),
    );
  }
  function remove(id: string) {
    setOutcomes([]);
    removing.act({ input: { productIds: [id] } }, () => rereadShowing(environment, [{ id }]));
  }
  const forget = () => setOutcomes([]);
  return {
    put,
    remove,
    outcomes,
    forget,
    busy: adding.busy || removing.busy,
    refusal: adding.refusal ?? removing.refusal,
  };
}

/** The products of a card as its creator has them: to add all or some, to remove, to ask for samples of. */
export default function Shelf({ message, items, full, closed, invitation }: ShelfProps) {
  const { put, remove, outcomes, forget, busy, refusal } = useShelf(message);
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const lacking = items.filter(({ added, product }) => !added && product.state === "ACTIVE");
  const choosing = closed === null && lacking.length > 1;
  const chosen = choosing ? ticked.filter((id) => lacking.some(({ product }) => product.id === id)) : [];
  const lower = outcomes.flatMap(({ problem, productId }) =>
    problem?.code === "CONFIRMATION_REQUIRED" ? [productId] : [],
  );
  // What was there at the same rate stays as it is: it was added all the same.
  const done = full || (lacking.length === 0 && outcomes.length > 0 && outcomes.every(({ problem }) => !problem));
  const samples = ({ product }: Item) => closed === null && (product.samplesOffered || invitation?.freeSample === true);
  const choose = (id: string, on: boolean) => setTicked(on ? [...ticked, id] : ticked.filter((one) => one !== id));
  return (
    <>
      <Rows
        items={items}
        lead={({ title, product: { id, state }, added }) => {
          if (!choosing || added || state !== "ACTIVE") return null;
          const name = t.card.choose(title);
          return <Tick name={name} on={chosen.includes(id)} onChange={(on) => choose(id, on)} disabled={busy} />;
        }}
        tail={(item) => (
          <>
            <span className="small-buttons">
              {item.added && <Remove title={item.title} busy={busy} onPress={() => remove(item.product.id)} />}
              {samples(item) && <Sample item={item} invitation={invitation?.id ?? null} />}
            </span>
            <Became outcome={outcomes.find(({ productId }) => productId === item.product.id)} />
          </>
        )}
      />
      {closed !== null && !full && <p className="hint">{closed}</p>}
      {closed === null && !done && (
        <div className="steps">
          <Button className="primary" isDisabled={busy} onPress={() => put(chosen.length > 0 ? chosen : null)}>
            {label(items, chosen.length)}
          </Button>
        </div>
      )}
      {lower.length > 0 && <Lower count={lower.length} busy={busy} onYes={() => put(lower, true)} onNo={forget} />}
      <Refused refusal={refusal} />
    </>
  );
}

/** What adding does: where all is there already, it is at another rate. */
function label(items: readonly Item[], chosen: number): string {
  if (chosen > 0) return t.card.addChosen(chosen);
  if (items.every(({ added }) => added)) return t.card.takeRates;
  return items.length === 1 ? t.card.addOnly : t.card.addAll;
}

function Remove({ title, busy, onPress }: { title: string; busy: boolean; onPress(): void }) {
  return (
    <Button className="bare" isDisabled={busy} onPress={onPress} aria-label={t.card.removeOne(title)}>
      {t.card.remove}
    </Button>
  );
}

/** What one asks a sample of a product with. */
function Sample({ item, invitation }: { item: Item; invitation: string | null }) {
  const [asking, setAsking] = useState(false);
  const { id, state } = item.product;
  if (state !== "ACTIVE") return null;
  return (
    <>
      <Button className="bare" onPress={() => setAsking(true)} aria-label={t.samples.requestOf(item.title)}>
        <Icon name="gift" /> {t.samples.request}
      </Button>
      {asking && (
        <Suspense fallback={null}>
          <RequestSample product={{ id, title: item.title }} invitation={invitation} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Asks whether what one earns more on already is to be added all the same. */
function Lower({ count, busy, onYes, onNo }: { count: number; busy: boolean; onYes(): void; onNo(): void }) {
  return (
    <div className="ask" role="alert">
      <p>{t.card.lowerRate(count)}</p>
      <div className="steps">
        <Button className="primary" isDisabled={busy} onPress={onYes}>
          {t.card.lower}
        </Button>
        <Button onPress={onNo}>{t.card.keepRate}</Button>
      </div>
    </div>
  );
}

/** What became of one product that was to be added. */
function Became({ outcome }: { outcome: Outcomes[number] | undefined }) {
  if (!outcome?.problem || outcome.problem.code === "CONFIRMATION_REQUIRED") return null;
  return (
    <small role="alert" className="became">
      {outcome.problem.detail}
    </small>
  );
}

import { Suspense, useDeferredValue, useState, type FormEvent } from "react";
import { Form } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { NewTargetMutation } from "../__generated__/NewTargetMutation.graphql";
import type { NewTargetProductsQuery } from "../__generated__/NewTargetProductsQuery.graphql";
import { t } from "../texts";
import { decimal, endOf, inDays, useMade } from "../ui/days";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { Tick } from "../ui/Tick";
import { useAct } from "../ui/useAct";
import { Waiting } from "../ui/Waiting";
import { putFirst } from "./made";
import { Picker, type Picked } from "./Picker";

const CREATE = graphql`
  mutation NewTargetMutation($input: TargetCollaborationInput!) {
    createTargetCollaboration(input: $input) {
      __typename
      ... on TargetCollaborationSuccess {
        targetCollaboration {
          id
          ...Targets_target
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

const NOTHING = { name: "", message: "", freeSample: false, autoApproveSamples: false };
type Said = typeof NOTHING & { day: string };

/** The dialog in which a seller makes a target collaboration. */
export default function NewTarget({ onClose }: { onClose(): void }) {
  const [said, setSaid] = useState<Said>(() => ({ ...NOTHING, day: inDays(30) }));
  const [query, setQuery] = useState("");
  const [picked, setPicked] = useState<Picked>({});
  const { act, busy, refusal } = useAct<NewTargetMutation>(CREATE);
  const made = useMade(said, picked);
  const asked = useDeferredValue(query);
  const count = Object.keys(picked).length;

  function submit(event: FormEvent) {
    event.preventDefault();
    const { day, ...rest } = said;
    const products = Object.entries(picked).map(([productId, rate]) => ({ productId, commission: decimal(rate) }));
    const input = { ...rest, message: rest.message.trim() || null, endsAt: endOf(day) ?? "", products };
    const list = ["Targets_targetCollaborations", "createTargetCollaboration"] as const;
    act({ input: { ...input, clientMutationId: made } }, onClose, (store) =>
      putFirst(store, ...list, "targetCollaboration", "TargetCollaborationEdge"),
    );
  }
  return (
    <Popup title={t.collaborations.make.targets} onClose={onClose} wide>
      <Form className="form" onSubmit={submit}>
        <Terms said={said} onSay={setSaid} />
        <Field label={t.samples.find} value={query} onChange={setQuery} />
        <Suspense fallback={<Waiting />}>
          <Own query={asked} picked={picked} onChange={setPicked} />
        </Suspense>
        <FormEnd
          yes={t.collaborations.create}
          busy={busy || count === 0}
          refusal={refusal}
          onClose={onClose}
          hint={t.collaborations.chosen(count)}
        />
      </Form>
    </Popup>
  );
}

/** All of it but its products. */
function Terms({ said, onSay }: { said: Said; onSay(said: Said): void }) {
  const say = (more: Partial<Said>) => onSay({ ...said, ...more });
  const { name, message, day, freeSample, autoApproveSamples } = said;
  const words = t.collaborations;
  return (
    <>
      <Field label={words.name} value={name} onChange={(name) => say({ name })} max={100} required />
      <Field label={words.message} type="area" value={message} onChange={(message) => say({ message })} max={2000} />
      <Field label={words.ends} type="date" value={day} onChange={(day) => say({ day })} from={inDays(0)} required />
      <Tick on={freeSample} onChange={(freeSample) => say({ freeSample })}>
        {words.giveSamples}
      </Tick>
      <Tick on={autoApproveSamples} onChange={(autoApproveSamples) => say({ autoApproveSamples })}>
        {words.approveSamples}
      </Tick>
    </>
  );
}

const PRODUCTS = graphql`
  query NewTargetProductsQuery($query: String) {
    products(query: $query, first: 50) {
      nodes {
        id
        title
        imageUrl
        commission
        state
        price {
          amount
          currency
        }
      }
    }
  }
`;

/** The seller's own products that can be sent. */
function Own({ query, picked, onChange }: { query: string; picked: Picked; onChange(picked: Picked): void }) {
  const { products } = useLazyLoadQuery<NewTargetProductsQuery>(
    PRODUCTS,
    { query: query.trim() || null },
    { fetchPolicy: "store-and-network" },
  );
  const active = (products?.nodes ?? []).filter(({ state }) => state === "ACTIVE");
  return <Picker products={active} picked={picked} onChange={onChange} rate="15" />;
}

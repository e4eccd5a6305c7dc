import { Suspense, useDeferredValue, useState, type FormEvent } from "react";
import { Button, Form } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { NewTargetMutation } from "../__generated__/NewTargetMutation.graphql";
import type { NewTargetProductsQuery } from "../__generated__/NewTargetProductsQuery.graphql";
import { t } from "../texts";
import { decimal, endOf, inDays, useMade } from "../ui/days";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Refused } from "../ui/Refused";
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

/** The dialog in which a seller makes a target collaboration. */
export default function NewTarget({ onClose }: { onClose(): void }) {
  const [said, setSaid] = useState(() => ({
    name: "",
    message: "",
    day: inDays(30),
    freeSample: false,
    autoApproveSamples: false,
  }));
  const [query, setQuery] = useState("");
  const [picked, setPicked] = useState<Picked>({});
  const { act, busy, refusal } = useAct<NewTargetMutation>(CREATE);
  const made = useMade(said, picked);
  const say = (more: Partial<typeof said>) => setSaid({ ...said, ...more });
  const asked = useDeferredValue(query);

  function submit(event: FormEvent) {
    event.preventDefault();
    const { name, message, day, freeSample, autoApproveSamples } = said;
    const products = Object.entries(picked).map(([productId, rate]) => ({ productId, commission: decimal(rate) }));
    const input = {
      name,
      message: message.trim() || null,
      endsAt: endOf(day) ?? "",
      products,
      freeSample,
      autoApproveSamples,
    };
    act({ input: { ...input, clientMutationId: made } }, onClose, (store) =>
      putFirst(
        store,
        "Targets_targetCollaborations",
        "createTargetCollaboration",
        "targetCollaboration",
        "TargetCollaborationEdge",
      ),
    );
  }
  return (
    <Popup title={t.collaborations.make.targets} onClose={onClose} wide>
      <Form className="form" onSubmit={submit}>
        <Field label={t.collaborations.name} value={said.name} onChange={(name) => say({ name })} max={100} required />
        <Field
          label={t.collaborations.message}
          type="area"
          value={said.message}
          onChange={(message) => say({ message })}
          max={2000}
        />
        <Field
          label={t.collaborations.ends}
          type="date"
          value={said.day}
          onChange={(day) => say({ day })}
          from={inDays(0)}
          required
        />
        <Tick on={said.freeSample} onChange={(freeSample) => say({ freeSample })}>
          {t.collaborations.giveSamples}
        </Tick>
        <Tick on={said.autoApproveSamples} onChange={(autoApproveSamples) => say({ autoApproveSamples })}>
          {t.collaborations.approveSamples}
        </Tick>
        <Field label={t.samples.find} value={query} onChange={setQuery} />
        <Suspense fallback={<Waiting />}>
          <Own query={asked} picked={picked} onChange={setPicked} />
        </Suspense>
        <Refused refusal={refusal} />
        <div className="buttons">
          <span className="hint">{t.collaborations.chosen(Object.keys(picked).length)}</span>
          <Button onPress={onClose}>{t.cancel}</Button>
          <Button type="submit" className="primary" isDisabled={busy || Object.keys(picked).length === 0}>
            {t.collaborations.create}
          </Button>
        </div>
      </Form>
    </Popup>
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

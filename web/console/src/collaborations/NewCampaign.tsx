import { Suspense, useDeferredValue, useState, type FormEvent } from "react";
import { Button, Form } from "react-aria-components";
import { graphql } from "react-relay";
import type { NewCampaignMutation } from "../__generated__/NewCampaignMutation.graphql";
import { t } from "../texts";
import { endOf, inDays, useMade } from "../ui/days";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { More } from "../ui/More";
import { useAct } from "../ui/useAct";
import { Waiting } from "../ui/Waiting";
import { putFirst } from "./made";
import { useProductsOfShop } from "./ofShop";
import { Picker, type Picked } from "./Picker";

const CREATE = graphql`
  mutation NewCampaignMutation($input: CampaignInput!) {
    createCampaign(input: $input) {
      __typename
      ... on CampaignSuccess {
        campaign {
          id
          title
          startsAt
          endsAt
          products {
            id
            ...Tiles_product
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

type Said = { title: string; from: string; until: string };

/** The dialog in which an agency makes a campaign, of products of shops that it names. */
export default function NewCampaign({ onClose }: { onClose(): void }) {
  const [said, setSaid] = useState<Said>(() => ({ title: "", from: inDays(0), until: inDays(30) }));
  const [shop, setShop] = useState("");
  const [asked, setAsked] = useState<string | null>(null);
  const [picked, setPicked] = useState<Picked>({});
  const { act, busy, refusal } = useAct<NewCampaignMutation>(CREATE);
  const made = useMade(said, picked);
  const count = Object.keys(picked).length;

  function submit(event: FormEvent) {
    event.preventDefault();
    const startsAt = new Date(`${said.from}T00:00:00`).toISOString();
    const input = { title: said.title, startsAt, endsAt: endOf(said.until) ?? "", productIds: Object.keys(picked) };
    act({ input: { ...input, clientMutationId: made } }, onClose, (store) =>
      putFirst(store, "Campaigns_campaigns", "createCampaign", "campaign", "CampaignEdge"),
    );
  }
  return (
    <Popup title={t.collaborations.make.campaigns} onClose={onClose} wide>
      <Form className="form" onSubmit={submit}>
        <Terms said={said} onSay={setSaid} />
        <div className="inline-form">
          <Field label={t.collaborations.shop} hint={t.collaborations.shopHint} value={shop} onChange={setShop} />
          <Button onPress={() => setAsked(shop.trim().replace(/^@/, "").toLowerCase())}>
            {t.collaborations.showProducts}
          </Button>
        </div>
        {asked && <OfShop key={asked} handle={asked} picked={picked} onChange={setPicked} />}
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
  const { title, from, until } = said;
  const words = t.collaborations;
  return (
    <>
      <Field label={words.name} value={title} onChange={(title) => say({ title })} max={100} required />
      <Field label={words.starts} type="date" value={from} onChange={(from) => say({ from })} required />
      <Field label={words.ends} type="date" value={until} onChange={(until) => say({ until })} from={from} required />
    </>
  );
}

function OfShop({ handle, picked, onChange }: { handle: string; picked: Picked; onChange(picked: Picked): void }) {
  const [query, setQuery] = useState("");
  const asked = useDeferredValue(query);
  return (
    <>
      <Field label={t.samples.find} value={query} onChange={setQuery} />
      <Suspense fallback={<Waiting />}>
        <Found handle={handle} query={asked} picked={picked} onChange={onChange} />
      </Suspense>
    </>
  );
}

interface FoundProps {
  handle: string;
  query: string;
  picked: Picked;
  onChange(picked: Picked): void;
}

function Found({ handle, query, picked, onChange }: FoundProps) {
  const { products, pages } = useProductsOfShop(handle, query);
  return (
    <>
      <Picker products={products} picked={picked} onChange={onChange} />
      <More pages={pages} words={t.collaborations.moreProducts} />
    </>
  );
}

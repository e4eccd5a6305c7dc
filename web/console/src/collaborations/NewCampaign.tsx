import { Suspense, useState, type FormEvent } from "react";
import { Button, Form } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { NewCampaignMutation } from "../__generated__/NewCampaignMutation.graphql";
import type { NewCampaignProductsQuery } from "../__generated__/NewCampaignProductsQuery.graphql";
import { t } from "../texts";
import { endOf, inDays, useMade } from "../ui/days";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { Waiting } from "../ui/Waiting";
import { putFirst } from "./made";
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

/** The dialog in which an agency makes a campaign, of products of shops that it names. */
export default function NewCampaign({ onClose }: { onClose(): void }) {
  const [said, setSaid] = useState(() => ({ title: "", from: inDays(0), until: inDays(30) }));
  const [shop, setShop] = useState("");
  const [asked, setAsked] = useState<string | null>(null);
  const [picked, setPicked] = useState<Picked>({});
  const { act, busy, refusal } = useAct<NewCampaignMutation>(CREATE);
  const made = useMade(said, picked);
  const say = (more: Partial<typeof said>) => setSaid({ ...said, ...more });
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
        <Field
          label={t.collaborations.name}
          value={said.title}
          onChange={(title) => say({ title })}
          max={100}
          required
        />
        <Field
          label={t.collaborations.starts}
          type="date"
          value={said.from}
          onChange={(from) => say({ from })}
          required
        />
        <Field
          label={t.collaborations.ends}
          type="date"
          value={said.until}
          onChange={(until) => say({ until })}
          from={said.from}
          required
        />
        <div className="inline-form">
          <Field label={t.collaborations.shop} hint={t.collaborations.shopHint} value={shop} onChange={setShop} />
          <Button onPress={() => setAsked(shop.trim().replace(/^@/, "").toLowerCase())}>
            {t.collaborations.showProducts}
          </Button>
        </div>
        {asked && (
          <Suspense fallback={<Waiting />}>
            <OfShop key={asked} handle={asked} picked={picked} onChange={setPicked} />
          </Suspense>
        )}
        <Refused refusal={refusal} />
        <div className="buttons">
          <span className="hint">{t.collaborations.chosen(count)}</span>
          <Button onPress={onClose}>{t.cancel}</Button>
          <Button type="submit" className="primary" isDisabled={busy || count === 0}>
            {t.collaborations.create}
          </Button>
        </div>
      </Form>
    </Popup>
  );
}

const PRODUCTS = graphql`
  query NewCampaignProductsQuery($handle: String!) {
    account(handle: $handle) {
      id
      ... on Seller {
        products(first: 50) {
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
    }
  }
`;

function OfShop({ handle, picked, onChange }: { handle: string; picked: Picked; onChange(picked: Picked): void }) {
  const { account } = useLazyLoadQuery<NewCampaignProductsQuery>(
    PRODUCTS,
    { handle },
    { fetchPolicy: "store-and-network" },
  );
  const active = (account?.products?.nodes ?? []).filter(({ state }) => state === "ACTIVE");
  return <Picker products={active} picked={picked} onChange={onChange} />;
}

import { Suspense, useState, type FormEvent } from "react";
import { Form } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { NewProductListMutation } from "../__generated__/NewProductListMutation.graphql";
import type { NewProductListQuery } from "../__generated__/NewProductListQuery.graphql";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { useMade } from "../ui/days";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { Empty } from "../ui/Page";
import { useAct } from "../ui/useAct";
import { Waiting } from "../ui/Waiting";
import { putFirst } from "./made";
import { Picker, type Picked } from "./Picker";

const CREATE = graphql`
  mutation NewProductListMutation($input: ProductListInput!) {
    createProductList(input: $input) {
      __typename
      ... on ProductListSuccess {
        productList {
          id
          name
          createdAt
          campaign {
            id
            title
          }
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

/** The dialog in which an agency makes a product list, of the products of one of its campaigns. */
export default function NewProductList({ onClose }: { onClose(): void }) {
  return (
    <Popup title={t.collaborations.make.lists} onClose={onClose} wide>
      <Suspense fallback={<Waiting />}>
        <OfCampaign onClose={onClose} />
      </Suspense>
    </Popup>
  );
}

const WANTED = graphql`
  query NewProductListQuery {
    campaigns(first: 50) {
      nodes {
        id
        title
        products {
          id
          title
          imageUrl
          commission
          price {
            amount
            currency
          }
        }
      }
    }
  }
`;

function OfCampaign({ onClose }: { onClose(): void }) {
  const { campaigns } = useLazyLoadQuery<NewProductListQuery>(WANTED, {}, { fetchPolicy: "store-and-network" });
  const all = campaigns?.nodes ?? [];
  const [name, setName] = useState("");
  const [campaignId, setCampaign] = useState(all[0]?.id ?? "");
  const [picked, setPicked] = useState<Picked>({});
  const { act, busy, refusal } = useAct<NewProductListMutation>(CREATE);
  const made = useMade(name, campaignId, picked);
  const productIds = Object.keys(picked);
  if (all.length === 0) return <Empty icon="bag" words={t.collaborations.noCampaigns} />;

  function submit(event: FormEvent) {
    event.preventDefault();
    act({ input: { name, campaignId, productIds, clientMutationId: made } }, onClose, (store) =>
      putFirst(store, "ProductLists_productLists", "createProductList", "productList", "ProductListEdge"),
    );
  }
  function change(id: string) {
    setCampaign(id);
    setPicked({});
  }
  return (
    <Form className="form" onSubmit={submit}>
      <Field label={t.collaborations.name} value={name} onChange={setName} max={100} required />
      <Choice
        label={t.collaborations.campaign}
        value={campaignId}
        options={all.map(({ id, title }) => ({ value: id, text: title }))}
        onChange={change}
      />
      <Picker products={all.find(({ id }) => id === campaignId)?.products ?? []} picked={picked} onChange={setPicked} />
      <FormEnd
        yes={t.collaborations.create}
        busy={busy || productIds.length === 0}
        refusal={refusal}
        onClose={onClose}
        hint={t.collaborations.chosen(productIds.length)}
      />
    </Form>
  );
}

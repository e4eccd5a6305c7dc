import { Suspense, useState, type FormEvent } from "react";
import { Form } from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { NewProductListMoreQuery } from "../__generated__/NewProductListMoreQuery.graphql";
import type { NewProductListMutation } from "../__generated__/NewProductListMutation.graphql";
import type { NewProductListQuery } from "../__generated__/NewProductListQuery.graphql";
import type { NewProductList_campaigns$key } from "../__generated__/NewProductList_campaigns.graphql";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { useMade } from "../ui/days";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { More, PAGE } from "../ui/More";
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
  query NewProductListQuery($first: Int!, $after: String) {
    ...NewProductList_campaigns
  }
`;

const CAMPAIGNS = graphql`
  fragment NewProductList_campaigns on Query @refetchable(queryName: "NewProductListMoreQuery") {
    campaigns(first: $first, after: $after) @connection(key: "NewProductList_campaigns") {
      edges {
        node {
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
  }
`;

/** The agency's campaigns as they are now: what was chosen from what was kept might be gone. */
function useCampaigns() {
  const root = useLazyLoadQuery<NewProductListQuery>(WANTED, { first: PAGE }, { fetchPolicy: "network-only" });
  const { data, ...pages } = usePaginationFragment<NewProductListMoreQuery, NewProductList_campaigns$key>(
    CAMPAIGNS,
    root,
  );
  return { campaigns: data.campaigns?.edges.map(({ node }) => node) ?? [], pages };
}

function OfCampaign({ onClose }: { onClose(): void }) {
  const { campaigns, pages } = useCampaigns();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [picked, setPicked] = useState<Picked>({});
  const { act, busy, refusal } = useAct<NewProductListMutation>(CREATE);
  const campaign = campaigns.find(({ id }) => id === chosen) ?? campaigns[0];
  const campaignId = campaign?.id ?? "";
  const made = useMade(name, campaignId, picked);
  const productIds = Object.keys(picked);
  if (campaign === undefined) return <Empty icon="bag" words={t.collaborations.noCampaigns} />;

  function submit(event: FormEvent) {
    event.preventDefault();
    act({ input: { name, campaignId, productIds, clientMutationId: made } }, onClose, (store) =>
      putFirst(store, "ProductLists_productLists", "createProductList", "productList", "ProductListEdge"),
    );
  }
  function change(id: string) {
    setChosen(id);
    setPicked({});
  }
  return (
    <Form className="form" onSubmit={submit}>
      <Field label={t.collaborations.name} value={name} onChange={setName} max={100} required />
      <Choice
        label={t.collaborations.campaign}
        value={campaignId}
        options={campaigns.map(({ id, title }) => ({ value: id, text: title }))}
        onChange={change}
      />
      <More pages={pages} words={t.collaborations.moreCampaigns} />
      <Picker products={campaign.products} picked={picked} onChange={setPicked} />
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

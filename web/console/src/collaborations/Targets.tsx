import { lazy, Suspense, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { TargetsQuery } from "../__generated__/TargetsQuery.graphql";
import type { Targets_list$key } from "../__generated__/Targets_list.graphql";
import type { Targets_target$key } from "../__generated__/Targets_target.graphql";
import { Left } from "../cards/Left";
import { exactly, money, t } from "../texts";
import { Endless } from "../ui/Endless";
import { Empty } from "../ui/Page";
import { Tile } from "../ui/Tile";

const InviteByHandle = lazy(() => import("./InviteByHandle"));

const PAGE = 20;

const WANTED = graphql`
  query TargetsQuery($first: Int!, $after: String) {
    ...Targets_list
  }
`;

const LIST = graphql`
  fragment Targets_list on Query @refetchable(queryName: "TargetsMoreQuery") {
    targetCollaborations(first: $first, after: $after) @connection(key: "Targets_targetCollaborations") {
      edges {
        node {
          id
          ...Targets_target
        }
      }
    }
  }
`;

/** A seller's target collaborations, the newest first. */
export default function Targets() {
  const root = useLazyLoadQuery<TargetsQuery>(WANTED, { first: PAGE }, { fetchPolicy: "store-and-network" });
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<TargetsQuery, Targets_list$key>(LIST, root);
  const rows = data.targetCollaborations?.edges.map(({ node }) => node) ?? [];
  if (rows.length === 0) return <Empty icon="bag" words={t.collaborations.noTargets} />;
  return (
    <Endless
      label={t.collaborations.tabs.targets}
      rows={rows}
      keyOf={({ id }) => id}
      height={200}
      more={{ hasNext, isLoadingNext, loadNext }}
      page={PAGE}
    >
      {(row) => <Row target={row} />}
    </Endless>
  );
}

const TARGET = graphql`
  fragment Targets_target on TargetCollaboration {
    id
    name
    message
    endsAt
    freeSample
    autoApproveSamples
    products {
      commission
      product {
        id
        title
        imageUrl
        price {
          amount
          currency
        }
      }
    }
  }
`;

function Row({ target }: { target: Targets_target$key }) {
  const [inviting, setInviting] = useState(false);
  const { id, name, message, endsAt, freeSample, autoApproveSamples, products } = useFragment(TARGET, target);
  const open = Date.parse(endsAt) > Date.now();
  return (
    <article className="entry" aria-label={name}>
      <div className="about">
        <h3>{name}</h3>
        {message && <p>{message}</p>}
        <p className="line">
          <span>{open ? t.card.until(exactly(endsAt)) : t.card.endedAt(exactly(endsAt))}</span>
          <Left at={endsAt} />
          {freeSample && <span className="chip">{t.card.freeSample}</span>}
          {autoApproveSamples && <span className="chip">{t.collaborations.autoApproved}</span>}
        </p>
      </div>
      <div className="doing">
        {open && <Button onPress={() => setInviting(true)}>{t.collaborations.inviteOne}</Button>}
      </div>
      <ul className="tiles">
        {products.map(({ product, commission }) => (
          <li key={product.id}>
            <Tile title={product.title} url={product.imageUrl} small />
            <span>
              {product.title}
              <small>
                {money(product.price)} · <span className="rate">{t.card.commission(commission)}</span>
              </small>
            </span>
          </li>
        ))}
      </ul>
      {inviting && (
        <Suspense fallback={null}>
          <InviteByHandle collaboration={id} onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </article>
  );
}

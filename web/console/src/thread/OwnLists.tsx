import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { OwnListsQuery } from "../__generated__/OwnListsQuery.graphql";
import type { OwnLists_list$key } from "../__generated__/OwnLists_list.graphql";
import { exactly, t } from "../texts";
import { Icon } from "../ui/Icon";
import { More, PAGE } from "../ui/More";
import type { Attachment } from "./attached";

const LISTS = graphql`
  query OwnListsQuery($query: String, $first: Int!, $after: String) {
    ...OwnLists_list
  }
`;

const LIST = graphql`
  fragment OwnLists_list on Query @refetchable(queryName: "OwnListsMoreQuery") {
    productLists(query: $query, first: $first, after: $after)
      @connection(key: "OwnLists_productLists", filters: ["query"]) {
      edges {
        node {
          id
          name
          createdAt
          campaign {
            title
          }
          products {
            id
          }
        }
      }
    }
  }
`;

/** An agency's product lists, the newest first. */
export function OwnLists({ query, onChoose }: { query: string; onChoose(it: Attachment): void }) {
  const root = useLazyLoadQuery<OwnListsQuery>(
    LISTS,
    { query: query || null, first: PAGE },
    { fetchPolicy: "store-and-network" },
  );
  const { data, ...pages } = usePaginationFragment<OwnListsQuery, OwnLists_list$key>(LIST, root);
  const lists = data.productLists?.edges.map(({ node }) => node) ?? [];
  return (
    <>
      {lists.length === 0 && <p>{t.nothingHere}</p>}
      <ul className="choices">
        {lists.map((one) => (
          <li key={one.id}>
            <Button onPress={() => onChoose({ kind: "list", id: one.id, title: one.name })}>
              <span className="shot">
                <Icon name="bag" />
              </span>
              <span>
                {one.name}
                <small>{[one.campaign?.title, exactly(one.createdAt)].filter(Boolean).join(" · ")}</small>
              </span>
              <small>{t.thread.productCount(one.products.length)}</small>
            </Button>
          </li>
        ))}
      </ul>
      <More pages={pages} words={t.thread.showMore} />
    </>
  );
}

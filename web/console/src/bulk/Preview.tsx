import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { BulkMessageInput, PreviewQuery } from "../__generated__/PreviewQuery.graphql";
import type { Preview_creators$key } from "../__generated__/Preview_creators.graphql";
import { Contact } from "../creators/Contact";
import { t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Endless } from "../ui/Endless";
import { Icon } from "../ui/Icon";
import { Empty } from "../ui/Page";
import { useViewer } from "../viewer";

export const PAGE = 25;

export const PREVIEW = graphql`
  query PreviewQuery($input: BulkMessageInput!, $first: Int!, $after: String) {
    bulkPreview(input: $input) {
      total
      leftOut
      free
      costing
      waiting
      refused
      remaining
      sampleText
    }
    ...Preview_creators
  }
`;

/** What would happen if it were sent now, and to whom. It has been asked for before: here it is shown. */
export function Preview({ input, busy, onSend }: { input: BulkMessageInput; busy: boolean; onSend(): void }) {
  const seller = useViewer().account.kind === "SELLER";
  const data = useLazyLoadQuery<PreviewQuery>(PREVIEW, { input, first: PAGE }, { fetchPolicy: "store-or-network" });
  const { bulkPreview: it } = data;
  if (!it) return null;
  const reached = it.total - it.refused;
  return (
    <>
      <dl className="tiles">
        <Tile of={t.bulk.tiles.total} value={it.total} />
        <Tile of={t.bulk.tiles.leftOut} value={it.leftOut} />
        <Tile of={t.bulk.tiles.free} value={it.free} tone="good" />
        {seller && <Tile of={t.bulk.tiles.costing} value={it.costing} tone="warn" />}
        {seller && <Tile of={t.bulk.tiles.waiting} value={it.waiting} tone="warn" />}
        <Tile of={t.bulk.tiles.refused} value={it.refused} tone="bad" />
        {seller && <Tile of={t.bulk.tiles.remaining} value={it.remaining ?? t.creators.quota.noLimit} />}
      </dl>
      {it.sampleText && (
        <figure className="sample">
          <figcaption>{t.bulk.sample}</figcaption>
          <blockquote className="bulk-text">{it.sampleText}</blockquote>
        </figure>
      )}
      {it.total > 0 ? <Creators preview={data} /> : <Empty icon="people" words={t.bulk.nobodyLeft} />}
      <div className="bulk-send">
        {it.waiting > 0 && <small>{t.bulk.someWait(it.waiting, input.autoResume ?? true)}</small>}
        <Button className="primary" isDisabled={busy || it.total === 0} onPress={onSend}>
          <Icon name="send" /> {t.bulk.send(reached)}
        </Button>
      </div>
    </>
  );
}

function Tile({ of, value, tone }: { of: string; value: number | string; tone?: string }) {
  return (
    <div className="tile" data-tone={value === 0 ? undefined : tone}>
      <dt>{of}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Creators({ preview }: { preview: Preview_creators$key }) {
  const { data, ...more } = usePaginationFragment<PreviewQuery, Preview_creators$key>(
    graphql`
      fragment Preview_creators on Query @refetchable(queryName: "PreviewMoreQuery") {
        bulkPreview(input: $input) {
          creators(first: $first, after: $after) @connection(key: "Preview_creators") {
            edges {
              node {
                creator {
                  id
                  name
                  kind
                  avatarUrl
                }
                contact {
                  ...Contact_check
                }
              }
            }
          }
        }
      }
    `,
    preview,
  );
  const rows = data.bulkPreview?.creators.edges ?? [];
  return (
    <Endless
      label={t.bulk.audience}
      rows={rows}
      keyOf={({ node }) => node.creator.id}
      height={64}
      more={more}
      page={PAGE}
    >
      {({ node: { creator, contact } }) => (
        <article className="previewed" aria-label={creator.name}>
          <Avatar name={creator.name} kind={creator.kind} url={creator.avatarUrl} small />
          <strong>{creator.name}</strong>
          <Contact check={contact} />
        </article>
      )}
    </Endless>
  );
}

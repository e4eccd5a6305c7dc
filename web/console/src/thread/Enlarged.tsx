import { Suspense } from "react";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { EnlargedQuery } from "../__generated__/EnlargedQuery.graphql";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Waiting } from "../ui/Waiting";

/** A picture as large as the window lets it be. */
export default function Enlarged({ id, onClose }: { id: string; onClose(): void }) {
  return (
    <Popup title={t.thread.photo} wide onClose={onClose}>
      <Suspense fallback={<Waiting />}>
        <Large id={id} />
      </Suspense>
    </Popup>
  );
}

const MEDIA = graphql`
  query EnlargedQuery($id: ID!) {
    node(id: $id) {
      ... on Media @alias(as: "media") {
        id
        url
        width
        height
      }
    }
  }
`;

// Asked for when it is looked at: a link that was read before may have ended.
function Large({ id }: { id: string }) {
  const { node } = useLazyLoadQuery<EnlargedQuery>(MEDIA, { id }, { fetchPolicy: "network-only" });
  const media = node?.media;
  if (!media) return <p>{t.thread.recalled}</p>;
  return (
    <>
      <img className="enlarged" src={media.url} alt={t.thread.photo} width={media.width} height={media.height} />
      <a href={media.url} target="_blank" rel="noopener">
        {t.thread.ownTab}
      </a>
    </>
  );
}

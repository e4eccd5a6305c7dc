import { Suspense, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment, useRelayEnvironment } from "react-relay";
import { fetchQuery } from "relay-runtime";
import type { PictureQuery } from "../__generated__/PictureQuery.graphql";
import type { Picture_media$key } from "../__generated__/Picture_media.graphql";
import { t } from "../texts";
import { keen } from "../ui/keen";
import { Failing } from "./Failing";

const Enlarged = keen(() => import("./Enlarged"));
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Links of pictures end after some minutes: this brings new ones. */
const LINKS = graphql`
  query PictureQuery($id: ID!) {
    node(id: $id) {
      ... on Media @alias(as: "media") {
        id
        ...Picture_media
      }
    }
  }
`;

const MEDIA = graphql`
  fragment Picture_media on Media {
    id
    url
    thumbnailUrl
    width
    height
    animated
  }
`;

/** A photo, or a GIF that moves, unless somebody wants little motion; larger when it is pressed. */
export function Picture({ media }: { media: Picture_media$key }) {
  const it = useFragment(MEDIA, media);
  const environment = useRelayEnvironment();
  const [large, setLarge] = useState(false);
  const [asked, setAsked] = useState(false); // once: what is really gone does not come back
  const moves = it.animated && !still.matches;
  function ended() {
    if (asked) return;
    setAsked(true);
    fetchQuery<PictureQuery>(environment, LINKS, { id: it.id }).subscribe({ error: () => undefined });
  }
  return (
    <>
      <Button
        className="picture"
        aria-label={it.animated ? t.thread.openGif : t.thread.openPhoto}
        onPress={() => setLarge(true)}
      >
        <img
          src={moves ? it.url : it.thumbnailUrl}
          alt=""
          width={it.width}
          height={it.height}
          loading="lazy"
          onError={ended}
          onLoad={() => setAsked(false)}
        />
        {it.animated && !moves && <span className="chip">GIF</span>}
      </Button>
      {large && (
        <Failing>
          {() => (
            <Suspense fallback={null}>
              <Enlarged id={it.id} onClose={() => setLarge(false)} />
            </Suspense>
          )}
        </Failing>
      )}
    </>
  );
}

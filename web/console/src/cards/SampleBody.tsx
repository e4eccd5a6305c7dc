import { Suspense } from "react";
import { graphql, useFragment } from "react-relay";
import type { SampleBody_sample$data, SampleBody_sample$key } from "../__generated__/SampleBody_sample.graphql";
import { exactly, t } from "../texts";
import { keen } from "../ui/keen";
import { Tile } from "../ui/Tile";
import { Frame, TONES } from "./Frame";
import { Left } from "./Left";

const SampleSteps = keen(() => import("./SampleSteps"));

/** A sample as its card and its page show it. */
export const SAMPLE = graphql`
  fragment SampleBody_sample on SampleRequest {
    id
    status
    cancelReason
    requestedAt
    dueAt
    carrier
    trackingNumber
    contentUrl
    product {
      id
      title
      imageUrl
    }
    creator {
      id
      name
    }
    seller {
      id
      name
    }
    shippingAddress {
      name
      line1
      line2
      city
      region
      postalCode
      country
      phone
    }
  }
`;

export type SampleData = SampleBody_sample$data;

/** The card of a request for a sample, with the title that its product had then. */
export function SampleBody({ sample, title }: { sample: SampleBody_sample$key; title: string }) {
  const it = useFragment(SAMPLE, sample);
  return (
    <Frame kind={t.card.sample} icon="box" state={<SampleStatus sample={it} />}>
      <div className="one">
        <Tile title={title} url={it.product.imageUrl} />
        <div className="about">
          <h3>{title}</h3>
          <Due sample={it} />
        </div>
      </div>
      <Course status={it.status} />
      <SampleFacts sample={it} />
      <Suspense fallback={null}>
        <SampleSteps sample={it} />
      </Suspense>
    </Frame>
  );
}

export function SampleStatus({ sample: { status, contentUrl } }: { sample: SampleData }) {
  return (
    <span className="chip" data-tone={TONES[status]}>
      {status === "CONTENT_PENDING" && contentUrl ? t.samples.toConfirm : t.card.status[status]}
    </span>
  );
}

/** Who is to do what until when; why it is over, where it was cancelled. */
export function Due({ sample: { status, contentUrl, dueAt, cancelReason, creator, seller } }: { sample: SampleData }) {
  if (status === "CANCELLED") return cancelReason ? <p className="due">{t.samples.reason[cancelReason]}</p> : null;
  if (status === "COMPLETED" || !dueAt) return null;
  const words = status === "CONTENT_PENDING" && contentUrl ? t.samples.next.CONFIRM : t.samples.next[status];
  return (
    <p className="due" title={exactly(dueAt)}>
      {words(creator.name, seller.name)} <Left at={dueAt} />
    </p>
  );
}

const COURSE = ["TO_REVIEW", "TO_SHIP", "SHIPPED", "CONTENT_PENDING", "COMPLETED"] as const;

/** How far it is on its way. */
function Course({ status }: { status: SampleData["status"] }) {
  if (status === "CANCELLED") return null;
  const at = COURSE.indexOf(status);
  return (
    <div className="course" role="img" aria-label={t.samples.stepOf(at + 1, COURSE.length)}>
      {COURSE.map((one, place) => (
        <span key={one} data-done={place <= at} />
      ))}
    </div>
  );
}

/** Where it goes, how it was sent, and what was made of it. */
export function SampleFacts({
  sample: { shippingAddress: to, carrier, trackingNumber, contentUrl },
}: {
  sample: SampleData;
}) {
  if (!to && !carrier && !trackingNumber && !contentUrl) return null;
  const city = [to?.postalCode, to?.city].filter(Boolean).join(" ");
  return (
    <dl className="facts">
      {to && (
        <>
          <dt>{t.samples.address}</dt>
          <dd>
            <address>
              {[to.name, to.line1, to.line2, city, to.region, to.country, to.phone].filter(Boolean).join("\n")}
            </address>
          </dd>
        </>
      )}
      {(carrier || trackingNumber) && (
        <>
          <dt>{t.samples.parcel}</dt>
          <dd>{[carrier, trackingNumber].filter(Boolean).join(" · ")}</dd>
        </>
      )}
      {contentUrl && (
        <>
          <dt>{t.samples.content}</dt>
          <dd>
            <a href={contentUrl} target="_blank" rel="noopener noreferrer">
              {contentUrl}
            </a>
          </dd>
        </>
      )}
    </dl>
  );
}

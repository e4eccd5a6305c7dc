import { useState, type FormEvent } from "react";
import { Button, Form } from "react-aria-components";
import { graphql } from "react-relay";
import type {
  SampleCancelReason,
  SampleSendingReviewMutation,
} from "../__generated__/SampleSendingReviewMutation.graphql";
import type { SampleSendingShipMutation } from "../__generated__/SampleSendingShipMutation.graphql";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";

const REVIEW = graphql`
  mutation SampleSendingReviewMutation($input: ReviewSampleInput!) {
    done: reviewSample(input: $input) {
      ...SampleSteps_done @relay(mask: false)
    }
  }
`;
const SHIP = graphql`
  mutation SampleSendingShipMutation($input: ShipSampleInput!) {
    done: shipSample(input: $input) {
      ...SampleSteps_done @relay(mask: false)
    }
  }
`;
const REASONS = ["NOT_A_MATCH", "OUT_OF_STOCK", "OFFLINE", "OTHER"] as const;

/** For sellers: approve a request, or reject it with a reason. */
export function Review({ id }: { id: string }) {
  const [rejecting, setRejecting] = useState(false);
  const [reason, setReason] = useState<SampleCancelReason>("NOT_A_MATCH");
  const { act, busy, refusal } = useAct<SampleSendingReviewMutation>(REVIEW);
  const options = REASONS.map((value) => ({ value, text: t.samples.reason[value] }));
  return (
    <div className="steps">
      <Button className="primary" isDisabled={busy} onPress={() => act({ input: { sampleId: id, approve: true } })}>
        {t.samples.approve}
      </Button>
      <Button className="bare danger" onPress={() => setRejecting(true)}>
        {t.samples.reject}
      </Button>
      {rejecting ? (
        <Popup title={t.samples.rejectTitle} onClose={() => setRejecting(false)}>
          <Choice<SampleCancelReason> label={t.samples.why} value={reason} options={options} onChange={setReason} />
          <Refused refusal={refusal} />
          <div className="buttons">
            <Button onPress={() => setRejecting(false)}>{t.cancel}</Button>
            <Button
              className="primary"
              isDisabled={busy}
              onPress={() => act({ input: { sampleId: id, approve: false, reason } }, () => setRejecting(false))}
            >
              {t.samples.reject}
            </Button>
          </div>
        </Popup>
      ) : (
        <Refused refusal={refusal} />
      )}
    </div>
  );
}

/** For sellers: say that it is on its way, and by whom. */
export function Ship({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const [carrier, setCarrier] = useState("");
  const [tracking, setTracking] = useState("");
  const { act, busy, refusal } = useAct<SampleSendingShipMutation>(SHIP);
  function submit(event: FormEvent) {
    event.preventDefault();
    const parcel = { carrier: carrier.trim() || null, trackingNumber: tracking.trim() || null };
    act({ input: { sampleId: id, ...parcel } }, () => setOpen(false));
  }
  return (
    <div className="steps">
      <Button className="primary" onPress={() => setOpen(true)}>
        {t.samples.ship}
      </Button>
      {open && (
        <Popup title={t.samples.ship} onClose={() => setOpen(false)}>
          <Form className="form" onSubmit={submit}>
            <Field
              label={t.samples.carrier}
              hint={t.samples.optional}
              value={carrier}
              onChange={setCarrier}
              max={100}
            />
            <Field
              label={t.samples.tracking}
              hint={t.samples.optional}
              value={tracking}
              onChange={setTracking}
              max={100}
            />
            <FormEnd yes={t.samples.shipped} busy={busy} refusal={refusal} onClose={() => setOpen(false)} />
          </Form>
        </Popup>
      )}
    </div>
  );
}

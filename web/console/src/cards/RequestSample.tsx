import { useState, type FormEvent } from "react";
import { Form } from "react-aria-components";
import { graphql } from "react-relay";
import type { RequestSampleMutation } from "../__generated__/RequestSampleMutation.graphql";
import { t } from "../texts";
import { useMade } from "../ui/days";
import { Popup } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { useAct } from "../ui/useAct";

interface RequestSampleProps {
  product: { id: string; title: string };
  /** The invitation that offers it, where there is one. */
  invitation: string | null;
  onClose(): void;
}

const REQUEST = graphql`
  mutation RequestSampleMutation($input: RequestSampleInput!) {
    requestSample(input: $input) {
      __typename
      ... on SampleSuccess {
        sample {
          id
          ...SampleBody_sample
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
const NOWHERE = { name: "", line1: "", line2: "", postalCode: "", city: "", region: "", country: "", phone: "" };

/** The dialog in which a creator asks for a sample, by a card in the conversation, and says where it goes. */
export default function RequestSample({ product, invitation, onClose }: RequestSampleProps) {
  const [to, setTo] = useState(NOWHERE);
  const { act, busy, refusal } = useAct<RequestSampleMutation>(REQUEST);
  const made = useMade(product.id, invitation, to);
  const field = (name: keyof typeof NOWHERE, autoComplete: string, required = false) => (
    <Field
      label={t.samples.fields[name]}
      value={to[name]}
      onChange={(value) => setTo({ ...to, [name]: value })}
      autoComplete={autoComplete}
      required={required}
      max={200}
    />
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    // What was left empty is not there.
    const { name, line1, city, country, ...others } = to;
    const more = Object.fromEntries(Object.entries(others).map(([key, value]) => [key, value || null]));
    const shippingAddress = { name, line1, city, country, ...more };
    const input = { productId: product.id, invitationId: invitation, clientMutationId: made, shippingAddress };
    act({ input }, onClose);
  }
  return (
    <Popup title={t.samples.requestOf(product.title)} onClose={onClose}>
      <p>{t.samples.addressHint}</p>
      <Form className="form address" onSubmit={submit}>
        {field("name", "name", true)}
        {field("line1", "address-line1", true)}
        {field("line2", "address-line2")}
        {field("postalCode", "postal-code")}
        {field("city", "address-level2", true)}
        {field("region", "address-level1")}
        {field("country", "country-name", true)}
        {field("phone", "tel")}
        <FormEnd yes={t.samples.sendRequest} busy={busy} refusal={refusal} onClose={onClose} />
      </Form>
    </Popup>
  );
}

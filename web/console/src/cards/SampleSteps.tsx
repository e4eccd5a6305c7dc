import { useState, type FormEvent } from "react";
import { Button, Form } from "react-aria-components";
import { graphql } from "react-relay";
import type { SampleStepsContentMutation } from "../__generated__/SampleStepsContentMutation.graphql";
import type { SampleStepsReceiveMutation } from "../__generated__/SampleStepsReceiveMutation.graphql";
import type { GraphQLTaggedNode } from "relay-runtime";
import { t } from "../texts";
import { Confirm } from "../ui/Confirm";
import { Field } from "../ui/Field";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { useViewer } from "../viewer";
import type { SampleData } from "./SampleBody";
import { Review, Ship } from "./SampleSending";

const RECEIVE = graphql`
  mutation SampleStepsReceiveMutation($input: SampleIdInput!) {
    done: receiveSample(input: $input) {
      ...SampleSteps_done @relay(mask: false)
    }
  }
`;
const WITHDRAW = graphql`
  mutation SampleStepsWithdrawMutation($input: SampleIdInput!) {
    done: withdrawSample(input: $input) {
      ...SampleSteps_done @relay(mask: false)
    }
  }
`;
const COMPLETE = graphql`
  mutation SampleStepsCompleteMutation($input: SampleIdInput!) {
    done: completeSample(input: $input) {
      ...SampleSteps_done @relay(mask: false)
    }
  }
`;
const CONTENT = graphql`
  mutation SampleStepsContentMutation($input: SampleContentInput!) {
    done: submitSampleContent(input: $input) {
      ...SampleSteps_done @relay(mask: false)
    }
  }
`;
graphql`
  fragment SampleSteps_done on SampleStepResult {
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
`;

/** The step that is this side's, if one is. */
export default function SampleSteps({ sample }: { sample: SampleData }) {
  const creator = useViewer().account.kind === "CREATOR";
  switch (sample.status) {
    case "TO_REVIEW":
      return creator ? <Withdraw id={sample.id} /> : <Review id={sample.id} />;
    case "TO_SHIP":
      return creator ? null : <Ship id={sample.id} />;
    case "SHIPPED":
      return creator ? <Step id={sample.id} mutation={RECEIVE} label={t.samples.receive} /> : null;
    case "CONTENT_PENDING":
      if (creator) return sample.contentUrl ? null : <Content id={sample.id} />;
      return sample.contentUrl ? <Step id={sample.id} mutation={COMPLETE} label={t.samples.complete} /> : null;
    default:
      return null;
  }
}

function Step({ id, mutation, label }: { id: string; mutation: GraphQLTaggedNode; label: string }) {
  const { act, busy, refusal } = useAct<SampleStepsReceiveMutation>(mutation);
  return (
    <div className="steps">
      <Button className="primary" isDisabled={busy} onPress={() => act({ input: { sampleId: id } })}>
        {label}
      </Button>
      <Refused refusal={refusal} />
    </div>
  );
}

function Withdraw({ id }: { id: string }) {
  const [asking, setAsking] = useState(false);
  const { act, busy, refusal } = useAct<SampleStepsReceiveMutation>(WITHDRAW);
  return (
    <div className="steps">
      <Button onPress={() => setAsking(true)}>{t.samples.withdraw}</Button>
      {asking && (
        <Confirm
          title={t.samples.withdraw}
          words={t.samples.withdrawHint}
          yes={t.samples.withdraw}
          busy={busy}
          refusal={refusal}
          onYes={() => act({ input: { sampleId: id } }, () => setAsking(false))}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function Content({ id }: { id: string }) {
  const [url, setUrl] = useState("");
  const { act, busy, refusal } = useAct<SampleStepsContentMutation>(CONTENT);
  function submit(event: FormEvent) {
    event.preventDefault();
    act({ input: { sampleId: id, url: url.trim() } });
  }
  return (
    <Form className="inline-form" onSubmit={submit}>
      <Field label={t.samples.contentLink} type="url" value={url} onChange={setUrl} required />
      <Button type="submit" className="primary" isDisabled={busy}>
        {t.samples.submitContent}
      </Button>
      <Refused refusal={refusal} />
    </Form>
  );
}

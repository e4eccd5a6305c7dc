import { Suspense, useId, useRef, useState, type FormEvent } from "react";
import { Button, Form, Input, TextField } from "react-aria-components";
import { graphql, useFragment, useLazyLoadQuery } from "react-relay";
import type { SideLabelsMutation } from "../__generated__/SideLabelsMutation.graphql";
import type { SideLabelsQuery } from "../__generated__/SideLabelsQuery.graphql";
import type { SideLabels_creator$key } from "../__generated__/SideLabels_creator.graphql";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";

const words = t.side;
const LONGEST = 40;

const CREATOR = graphql`
  fragment SideLabels_creator on Creator {
    id
    name
    labels
  }
`;

const SET = graphql`
  mutation SideLabelsMutation($input: CreatorLabelsInput!) {
    setCreatorLabels(input: $input) {
      __typename
      ... on CreatorLabelsSuccess {
        creator {
          id
          labels
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

/** The labels that the viewer's side put on a creator: taken off, and put on. */
export function SideLabels({ creator }: { creator: SideLabels_creator$key }) {
  const { id, name, labels } = useFragment(CREATOR, creator);
  const { act, busy, refusal } = useAct<SideLabelsMutation>(SET);
  const set = (next: string[], then?: () => void) => act({ input: { creatorId: id, labels: next } }, then);
  const there = useRef<HTMLDivElement>(null);
  const off = (label: string) =>
    set(
      labels.filter((other) => other !== label),
      () => there.current?.focus(), // its button has gone
    );
  return (
    <div className="side-labels" ref={there} tabIndex={-1}>
      {labels.length === 0 ? (
        <p className="side-faint">{words.noLabels}</p>
      ) : (
        <ul className="side-chips" aria-label={words.labelsOf(name)}>
          {labels.map((label) => (
            <li key={label} className="chip">
              {label}
              <Button
                className="off"
                isDisabled={busy}
                aria-label={words.removeLabel(label)}
                onPress={() => off(label)}
              >
                <Icon name="close" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Refused refusal={refusal} />
      <Adding there={labels} busy={busy} onAdd={(label, then) => set([...labels, label], then)} />
    </div>
  );
}

interface AddingProps {
  there: readonly string[];
  busy: boolean;
  onAdd(label: string, then: () => void): void;
}

function Adding({ there, busy, onAdd }: AddingProps) {
  const [text, setText] = useState("");
  const [asked, setAsked] = useState(false);
  const list = useId();
  const label = text.trim();
  function add(event: FormEvent) {
    event.preventDefault();
    if (label === "" || there.includes(label)) setText("");
    else onAdd(label, () => setText(""));
  }
  return (
    <Form className="add-one" onSubmit={add}>
      <TextField
        aria-label={words.addLabel}
        value={text}
        onChange={setText}
        maxLength={LONGEST}
        onFocus={() => setAsked(true)}
      >
        <Input placeholder={words.addLabel} list={list} autoComplete="off" />
      </TextField>
      <Button type="submit" isDisabled={busy || label === ""}>
        {words.add}
      </Button>
      <Suspense fallback={null}>{asked && <Used id={list} there={there} />}</Suspense>
    </Form>
  );
}

/** The labels that other creators carry, to be put on this one, too. */
function Used({ id, there }: { id: string; there: readonly string[] }) {
  const { creatorLabels } = useLazyLoadQuery<SideLabelsQuery>(
    graphql`
      query SideLabelsQuery {
        creatorLabels
      }
    `,
    {},
    { fetchPolicy: "store-and-network" },
  );
  const offered = (creatorLabels ?? []).filter((label) => !there.includes(label));
  return (
    <datalist id={id}>
      {offered.map((label) => (
        <option key={label} value={label} />
      ))}
    </datalist>
  );
}

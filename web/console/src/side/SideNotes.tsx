import { useState, type FormEvent } from "react";
import { Button, Form } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import type { SideNotesMutation } from "../__generated__/SideNotesMutation.graphql";
import type { SideNotes_creator$key } from "../__generated__/SideNotes_creator.graphql";
import { exactly, t } from "../texts";
import { useMade } from "../ui/days";
import { Field } from "../ui/Field";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";

const words = t.side;
const LONGEST = 2000;
const SHOWN = 3;

/** What the viewer's side wrote about a creator, the newest first; and where to write more. */
export function SideNotes({ creator }: { creator: SideNotes_creator$key }) {
  const { id, notes } = useFragment(
    graphql`
      fragment SideNotes_creator on Creator {
        id
        notes {
          id
          text
          writtenAt
          writtenBy {
            id
            name
          }
        }
      }
    `,
    creator,
  );
  const [all, setAll] = useState(false);
  const shown = all ? notes : notes.slice(0, SHOWN);
  return (
    <>
      <AddNote creator={id} />
      {notes.length === 0 ? (
        <p className="side-faint">{words.noNotes}</p>
      ) : (
        <ul className="side-notes" aria-label={words.notes}>
          {shown.map(({ id: key, text, writtenAt, writtenBy }) => (
            <li key={key}>
              <p>{text}</p>
              <small>{words.noteBy(writtenBy?.name, exactly(writtenAt))}</small>
            </li>
          ))}
        </ul>
      )}
      {shown.length < notes.length && <Button onPress={() => setAll(true)}>{words.moreNotes(notes.length)}</Button>}
    </>
  );
}

function AddNote({ creator }: { creator: string }) {
  const [text, setText] = useState("");
  const made = useMade(text);
  const { act, busy, refusal } = useAct<SideNotesMutation>(graphql`
    mutation SideNotesMutation($input: CreatorNoteInput!) {
      addCreatorNote(input: $input) {
        __typename
        ... on CreatorNoteSuccess {
          creator {
            ...SideNotes_creator
          }
        }
        ... on Problem {
          code
          detail
          retryAt
        }
      }
    }
  `);
  function add(event: FormEvent) {
    event.preventDefault();
    if (!text.trim()) return;
    // What was written on meanwhile stays.
    const added = () => setText((now) => (now === text ? "" : now));
    act({ input: { creatorId: creator, text, clientMutationId: made } }, added);
  }
  return (
    <Form className="side-note" onSubmit={add}>
      <Field label={words.addNote} type="area" max={LONGEST} value={text} onChange={setText} />
      <Refused refusal={refusal} />
      {text.trim() !== "" && (
        <Button className="primary" type="submit" isDisabled={busy}>
          {words.addNoteAct}
        </Button>
      )}
    </Form>
  );
}

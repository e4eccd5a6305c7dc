import { useState } from "react";
import { Button, Input, Label, TextArea, TextField } from "react-aria-components";
import { graphql } from "react-relay";
import { ConnectionHandler, type RecordSourceSelectorProxy } from "relay-runtime";
import type { ManageRepliesDeleteMutation } from "../__generated__/ManageRepliesDeleteMutation.graphql";
import type { ManageRepliesMutation } from "../__generated__/ManageRepliesMutation.graphql";
import { fresh } from "../live/ids";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { useReplies, type Reply } from "./Replies";

const SAVE = graphql`
  mutation ManageRepliesMutation($input: SavedReplyInput!) {
    saveReply(input: $input) {
      __typename
      ... on SavedReplySuccess {
        savedReply {
          id
          name
          text
          variables
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

const DELETE = graphql`
  mutation ManageRepliesDeleteMutation($input: DeleteReplyInput!) {
    deleteReply(input: $input) {
      __typename
      ... on Problem {
        code
        detail
        retryAt
      }
    }
  }
`;

/** The team's saved replies: made, changed and deleted. */
export default function ManageReplies({ onClose }: { onClose(): void }) {
  const { data, hasNext, loadNext } = useReplies("");
  const [edited, setEdited] = useState<Reply | "new" | null>(null);
  const list = data.savedReplies?.__id;
  const replies = data.savedReplies?.edges.map(({ node }) => node) ?? [];
  const { remove, busy, refusal } = useRemoving(list);
  if (edited !== null)
    return <Edit reply={edited === "new" ? null : edited} list={list} onClose={() => setEdited(null)} />;
  return (
    <Popup title={t.thread.replies} onClose={onClose}>
      <Refused refusal={refusal} />
      {replies.length === 0 && <p>{t.thread.noReplies}</p>}
      <ul className="managed">
        {replies.map((reply) => (
          <li key={reply.id}>
            <p>
              <strong>{reply.name}</strong>
              <span>{reply.text}</span>
            </p>
            <Button aria-label={`${t.thread.edit}: ${reply.name}`} onPress={() => setEdited(reply)}>
              {t.thread.edit}
            </Button>
            <Button
              className="danger"
              isDisabled={busy}
              aria-label={`${t.thread.delete}: ${reply.name}`}
              onPress={() => remove(reply.id)}
            >
              {t.thread.delete}
            </Button>
          </li>
        ))}
      </ul>
      <div className="buttons">
        {hasNext && <Button onPress={() => loadNext(50)}>{t.thread.showMore}</Button>}
        <Button className="primary" onPress={() => setEdited("new")}>
          {t.thread.newReply}
        </Button>
      </div>
    </Popup>
  );
}

/** Deleting a reply, also from the list that is shown. */
function useRemoving(list: string | undefined) {
  const { act, busy, refusal } = useAct<ManageRepliesDeleteMutation>(DELETE);
  const remove = (id: string) =>
    act({ input: { savedReplyId: id } }, undefined, (store, said) => {
      const connection = list && store.get(list);
      if (connection && said?.deleteReply.__typename === "DeleteReplySuccess")
        ConnectionHandler.deleteNode(connection, id);
    });
  return { remove, busy, refusal };
}

function Edit({ reply, list, onClose }: { reply: Reply | null; list: string | undefined; onClose(): void }) {
  const [name, setName] = useState(reply?.name ?? "");
  const [text, setText] = useState(reply?.text ?? "");
  const [made] = useState(fresh); // of all tries: it is one reply
  const { act, busy, refusal } = useAct<ManageRepliesMutation>(SAVE);
  function added(store: RecordSourceSelectorProxy) {
    const saved = store.getRootField("saveReply")?.getLinkedRecord("savedReply");
    const connection = list && store.get(list);
    if (!saved || !connection || reply) return;
    ConnectionHandler.insertEdgeBefore(
      connection,
      ConnectionHandler.createEdge(store, connection, saved, "SavedReplyEdge"),
    );
  }
  const input = {
    name: name.trim(),
    text: text.trim(),
    savedReplyId: reply?.id ?? null,
    clientMutationId: reply ? null : made,
  };
  return (
    <Popup title={reply ? t.thread.editReply : t.thread.newReply} onClose={onClose}>
      <TextField value={name} onChange={setName} maxLength={100} autoFocus>
        <Label>{t.thread.replyName}</Label>
        <Input />
      </TextField>
      <TextField value={text} onChange={setText} maxLength={2000}>
        <Label>{t.thread.replyText}</Label>
        <TextArea rows={6} />
      </TextField>
      <small>{t.thread.variables}</small>
      <Refused refusal={refusal} />
      <div className="buttons">
        <Button onPress={onClose}>{t.cancel}</Button>
        <Button
          className="primary"
          isDisabled={busy || !input.name || !input.text}
          onPress={() => act({ input }, onClose, added)}
        >
          {t.save}
        </Button>
      </div>
    </Popup>
  );
}

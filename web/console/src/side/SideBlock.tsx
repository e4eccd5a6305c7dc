import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import type { blockingUndoMutation } from "../__generated__/blockingUndoMutation.graphql";
import type { SideBlock_account$key } from "../__generated__/SideBlock_account.graphql";
import type { SideBlockMutation } from "../__generated__/SideBlockMutation.graphql";
import { UNBLOCK } from "../live/blocking";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";

const words = t.side;

const ACCOUNT = graphql`
  fragment SideBlock_account on Account {
    id
    name
    blockedByViewer
  }
`;

const BLOCK = graphql`
  mutation SideBlockMutation($input: BlockInput!) {
    blockAccount(input: $input) {
      __typename
      ... on BlockSuccess {
        account {
          id
          blockedByViewer
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

/** Block the other side, once one has said yes to it, or undo it. */
export function SideBlock({ account }: { account: SideBlock_account$key }) {
  const { id, name, blockedByViewer } = useFragment(ACCOUNT, account);
  const [asking, setAsking] = useState(false);
  const block = useAct<SideBlockMutation>(BLOCK);
  const unblock = useAct<blockingUndoMutation>(UNBLOCK);
  const input = { accountId: id };
  return (
    <div className="side-end">
      <Refused refusal={unblock.refusal} />
      {blockedByViewer ? (
        <Button isDisabled={unblock.busy} onPress={() => unblock.act({ input })}>
          <Icon name="undo" /> {words.unblock}
        </Button>
      ) : (
        <Button className="danger" onPress={() => setAsking(true)}>
          <Icon name="block" /> {words.block}
        </Button>
      )}
      {asking && (
        <Popup title={words.blockTitle(name)} onClose={() => setAsking(false)}>
          <p>{words.blockWhy}</p>
          <Refused refusal={block.refusal} />
          <div className="buttons">
            <Button onPress={() => setAsking(false)}>{t.cancel}</Button>
            <Button
              className="danger"
              isDisabled={block.busy}
              onPress={() => block.act({ input }, () => setAsking(false))}
            >
              {words.block}
            </Button>
          </div>
        </Popup>
      )}
    </div>
  );
}

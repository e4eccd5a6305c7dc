import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { AssignMutation } from "../__generated__/AssignMutation.graphql";
import type { AssignQuery } from "../__generated__/AssignQuery.graphql";
import { t } from "../texts";
import "../ui/menu.css";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { useViewer } from "../viewer";
import { useMembers } from "./members";

const NOBODY = "nobody";

/** Who of the team looks after a conversation, and the choice of somebody else; nothing for creators. */
export default function Assign({ conversation }: { conversation: string }) {
  const { account } = useViewer();
  return account.kind === "CREATOR" ? null : <Choose conversation={conversation} />;
}

const ASSIGNEE = graphql`
  query AssignQuery($id: ID!) {
    node(id: $id) {
      ... on Conversation @alias(as: "conversation") {
        assignee {
          id
          name
        }
      }
    }
  }
`;

function Choose({ conversation }: { conversation: string }) {
  const members = useMembers();
  const { node } = useLazyLoadQuery<AssignQuery>(
    ASSIGNEE,
    { id: conversation },
    { fetchPolicy: "store-or-network" }, // events keep it true
  );
  const { assign, busy, refusal } = useAssign(conversation);
  const assignee = node?.conversation?.assignee ?? null;
  return (
    <>
      <MenuTrigger>
        <Button className="bare assign" isDisabled={busy}>
          <Icon name="team" />
          {assignee ? t.inbox.assignedTo(assignee.name) : t.inbox.assign.nobody}
        </Button>
        <Popover className="menu-frame">
          <Menu
            className="menu"
            aria-label={t.inbox.assign.label}
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[assignee?.id ?? NOBODY]}
            onAction={(key) => assign(key === NOBODY ? null : String(key))}
          >
            {members.map(({ id, name }) => (
              <MenuItem key={id} id={id}>
                {name}
              </MenuItem>
            ))}
            <MenuItem id={NOBODY}>{t.inbox.assign.nobody}</MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      <Refused refusal={refusal} />
    </>
  );
}

/** Let a member look after a conversation, or nobody: the event brings it into what is shown. */
export function useAssign(conversation: string) {
  const { act, busy, refusal } = useAct<AssignMutation>(graphql`
    mutation AssignMutation($input: AssignConversationInput!) {
      assignConversation(input: $input) {
        __typename
        ... on ConversationSuccess {
          conversation {
            id
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
  const assign = (userId: string | null, then?: () => void) =>
    act({ input: { conversationId: conversation, userId } }, then);
  return { assign, busy, refusal };
}

import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql } from "react-relay";
import type { AskMutation } from "../__generated__/AskMutation.graphql";
import type { Top_partner$data } from "../__generated__/Top_partner.graphql";
import { fresh } from "../live/ids";
import { t } from "../texts";
import { Popup } from "../ui/Dialog";
import { Refused } from "../ui/Refused";
import { Tick } from "../ui/Tick";
import { useAct } from "../ui/useAct";
import { Chat } from "./Chat";

interface AskProps {
  partner: Top_partner$data["account"];
  onClose(): void;
  onAsked(): void;
}

const ASK = graphql`
  mutation AskMutation($input: RequestCollaborationInput!) {
    requestCollaboration(input: $input) {
      __typename
      ... on RequestCollaborationSuccess {
        request {
          id
          ...Requests_request
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

/** Asks a LIVE partner to collaborate: what it will see is said before. Whose level is too low may chat instead. */
export function Ask({ partner, onClose, onAsked }: AskProps) {
  const [share, setShare] = useState(false);
  const [ids] = useState(() => new Map([true, false].map((shared) => [shared, fresh()])));
  const { act, busy, refusal } = useAct<AskMutation>(ASK);
  function ask() {
    const clientMutationId = ids.get(share) ?? fresh(); // the same one when the same is tried again
    act({ input: { partnerId: partner.id, shareContact: share, clientMutationId } }, () => {
      onAsked();
      onClose();
    });
  }
  return (
    <Popup title={t.leads.askOf(partner.name)} onClose={onClose}>
      <p>{t.leads.askWords(partner.name)}</p>
      <Tick on={share} onChange={setShare}>
        {t.leads.shareContact}
      </Tick>
      <Refused refusal={refusal} />
      <div className="buttons">
        {refusal?.code === "LEVEL_TOO_LOW" && (
          <Chat account={partner} conversation={partner.conversation?.id ?? null} from="PARTNER_LIST" />
        )}
        <Button onPress={onClose}>{t.cancel}</Button>
        <Button className="primary" isDisabled={busy} onPress={ask}>
          {t.leads.ask}
        </Button>
      </div>
    </Popup>
  );
}

import { Suspense, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { InviteCreatorsQuery } from "../__generated__/InviteCreatorsQuery.graphql";
import type { invitingMutation } from "../__generated__/invitingMutation.graphql";
import { exactly, t } from "../texts";
import { Choice } from "../ui/Choice";
import { useMade } from "../ui/days";
import { Popup } from "../ui/Dialog";
import { Empty } from "../ui/Page";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { Waiting } from "../ui/Waiting";
import "./collaborations.css";
import { INVITE } from "./inviting";

interface InviteCreatorsProps {
  /** Whom to invite, 1 to 50 of them. */
  creators: readonly { id: string; name: string }[];
  /** Into which target collaboration, where that is known; else one is chosen in the dialog. */
  collaboration?: string;
  /** It was closed, whether they were invited or not. */
  onClose(): void;
}

type Outcomes = NonNullable<invitingMutation["response"]["inviteCreators"]["outcomes"]>;

/**
 * The dialog in which a seller invites creators into a target collaboration; then it says what became of each.
 *
 * For sellers only. Render it while it is open, from `lazy(() => import("../collaborations/InviteCreators"))`.
 */
export default function InviteCreators({ creators, collaboration, onClose }: InviteCreatorsProps) {
  return (
    <Popup title={t.collaborations.inviteTitle(creators.length, creators[0]?.name ?? "")} onClose={onClose}>
      <Suspense fallback={<Waiting />}>
        <Into creators={creators} collaboration={collaboration} onClose={onClose} />
      </Suspense>
    </Popup>
  );
}

const WANTED = graphql`
  query InviteCreatorsQuery {
    targetCollaborations(first: 50) {
      nodes {
        id
        name
        endsAt
        products {
          commission
        }
      }
    }
  }
`;

/** The collaborations into which one can still invite. */
function useOpen() {
  const { targetCollaborations } = useLazyLoadQuery<InviteCreatorsQuery>(
    WANTED,
    {},
    { fetchPolicy: "store-and-network" },
  );
  const now = new Date().toISOString();
  return (targetCollaborations?.nodes ?? []).filter(({ endsAt }) => endsAt > now);
}

function Into({ creators, collaboration, onClose }: InviteCreatorsProps) {
  const open = useOpen();
  const [chosen, setChosen] = useState(collaboration ?? open[0]?.id ?? "");
  const [outcomes, setOutcomes] = useState<Outcomes | null>(null);
  const { act, busy, refusal, clear } = useAct<invitingMutation>(INVITE);
  const ids = creators.map(({ id }) => id);
  const made = useMade(chosen, ids);

  if (outcomes !== null) return <Outcomes creators={creators} outcomes={outcomes} onClose={onClose} />;
  if (open.length === 0) return <Empty icon="bag" words={t.collaborations.noneOpen} />;
  const options = open.map(({ id, name }) => ({ value: id, text: name }));
  const into = open.find(({ id }) => id === chosen);
  function choose(id: string) {
    clear();
    setChosen(id);
  }
  const invite = () =>
    act(
      { input: { targetCollaborationId: chosen, creatorIds: ids, clientMutationId: made } },
      ({ inviteCreators: said }) => setOutcomes(said.outcomes ?? []),
    );
  return (
    <>
      <Choice label={t.collaborations.into} value={chosen} options={options} onChange={choose} />
      {into && (
        <p>
          <small>
            {t.card.products(into.products.length)} · {t.card.until(exactly(into.endsAt))}
          </small>
        </p>
      )}
      <Refused refusal={refusal} />
      <div className="buttons">
        <Button onPress={onClose}>{t.cancel}</Button>
        <Button className="primary" isDisabled={busy || into === undefined} onPress={invite}>
          {t.collaborations.invite(creators.length)}
        </Button>
      </div>
    </>
  );
}

const TONES = { SENT: "good", ALREADY_INVITED: "quiet", REFUSED: "bad" } as const;

/** What became of each creator. */
function Outcomes({
  creators,
  outcomes,
  onClose,
}: {
  creators: InviteCreatorsProps["creators"];
  outcomes: Outcomes;
  onClose(): void;
}) {
  return (
    <>
      <ul className="outcomes" aria-label={t.collaborations.outcomes}>
        {outcomes.map(({ creatorId, status, problem }) => (
          <li key={creatorId}>
            <strong>{creators.find(({ id }) => id === creatorId)?.name}</strong>
            <span className="chip" data-tone={TONES[status]}>
              {t.collaborations.outcome[status]}
            </span>
            {problem && <small>{problem.detail}</small>}
          </li>
        ))}
      </ul>
      <div className="buttons">
        <Button className="primary" onPress={onClose}>
          {t.close}
        </Button>
      </div>
    </>
  );
}

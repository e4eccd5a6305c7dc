import { Suspense, useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";
import type { InviteCreatorsMoreQuery } from "../__generated__/InviteCreatorsMoreQuery.graphql";
import type { InviteCreatorsQuery } from "../__generated__/InviteCreatorsQuery.graphql";
import type { InviteCreators_list$key } from "../__generated__/InviteCreators_list.graphql";
import type { invitingMutation } from "../__generated__/invitingMutation.graphql";
import { exactly, t } from "../texts";
import { Choice } from "../ui/Choice";
import { useMade } from "../ui/days";
import { Popup } from "../ui/Dialog";
import { More, PAGE } from "../ui/More";
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
  query InviteCreatorsQuery($known: ID!, $isKnown: Boolean!, $first: Int!, $after: String) {
    node(id: $known) @include(if: $isKnown) {
      ... on TargetCollaboration @alias(as: "into") {
        ...InviteCreators_into @relay(mask: false)
      }
    }
    ...InviteCreators_list
  }
`;

const LIST = graphql`
  fragment InviteCreators_list on Query @refetchable(queryName: "InviteCreatorsMoreQuery") {
    targetCollaborations(first: $first, after: $after) @connection(key: "InviteCreators_targetCollaborations") {
      edges {
        node {
          ...InviteCreators_into @relay(mask: false)
        }
      }
    }
  }
`;

graphql`
  fragment InviteCreators_into on TargetCollaboration {
    id
    name
    endsAt
    products {
      commission
    }
  }
`;

/** What can be invited into, as it is now: what was chosen from what was kept might be gone. */
function useOpen(collaboration: string | undefined) {
  const variables = { known: collaboration ?? "", isKnown: collaboration !== undefined, first: PAGE };
  const root = useLazyLoadQuery<InviteCreatorsQuery>(WANTED, variables, { fetchPolicy: "network-only" });
  const { data, ...pages } = usePaginationFragment<InviteCreatorsMoreQuery, InviteCreators_list$key>(LIST, root);
  const listed = data.targetCollaborations?.edges.map(({ node }) => node) ?? [];
  const known = root.node?.into;
  const now = new Date().toISOString();
  const all = known && !listed.some(({ id }) => id === known.id) ? [known, ...listed] : listed;
  return { open: all.filter(({ endsAt }) => endsAt > now), known, pages };
}
function Into({ creators, collaboration, onClose }: InviteCreatorsProps) {
  const { open, known, pages } = useOpen(collaboration);
  const [chosen, setChosen] = useState(collaboration);
  const [outcomes, setOutcomes] = useState<Outcomes | null>(null);
  const { act, busy, refusal, clear } = useAct<invitingMutation>(INVITE);
  const ids = creators.map(({ id }) => id);
  const into = open.find(({ id }) => id === chosen) ?? open[0];
  const made = useMade(into?.id, ids);

  if (outcomes !== null) return <Outcomes creators={creators} outcomes={outcomes} onClose={onClose} />;
  if (known && !open.some(({ id }) => id === known.id))
    return <Empty icon="bag" words={t.card.endedAt(exactly(known.endsAt))} />;
  if (into === undefined && !pages.hasNext) return <Empty icon="bag" words={t.collaborations.noneOpen} />;
  function choose(id: string) {
    clear();
    setChosen(id);
  }
  function invite() {
    const input = { targetCollaborationId: into?.id ?? "", creatorIds: ids, clientMutationId: made };
    act({ input }, ({ inviteCreators: said }) => setOutcomes(said.outcomes ?? []));
  }
  return (
    <>
      <Choice
        label={t.collaborations.into}
        value={into?.id ?? ""}
        options={open.map(({ id, name }) => ({ value: id, text: name }))}
        onChange={choose}
      />
      {into && <small>{`${t.card.products(into.products.length)} · ${t.card.until(exactly(into.endsAt))}`}</small>}
      <More pages={pages} words={t.collaborations.moreTargets} />
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

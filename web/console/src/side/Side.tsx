import { lazy, Suspense, useEffect, useRef } from "react";
import { Button } from "react-aria-components";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { SideQuery } from "../__generated__/SideQuery.graphql";
import { useNews } from "../live/context";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Waiting } from "../ui/Waiting";
import "../creators/known.css";
import "./side.css";
import { Section } from "./Section";
import { SideAbout } from "./SideAbout";
import { SideAgency } from "./SideAgency";
import { SideBlock } from "./SideBlock";
import { SideCreator } from "./SideCreator";
import { SideExport } from "./SideExport";
import { SideShop } from "./SideShop";
import { SideWho } from "./SideWho";

const Assign = lazy(() => import("../inbox/Assign"));

const SIDE = graphql`
  query SideQuery($id: ID!) {
    node(id: $id) {
      ... on Conversation {
        id
        ...SideWho_conversation @alias(as: "who")
        ...SideAbout_conversation @alias(as: "about")
        counterpart {
          id
          ...SideCreator_creator @alias(as: "creator")
          ...SideAgency_agency @alias(as: "agency")
          ...SideShop_seller @alias(as: "shop")
          ...SideBlock_account
        }
      }
    }
  }
`;

const BESIDE = "(min-width: 80rem)"; // else it lies over the conversation

/** Who the other side is, beside the conversation with them; Escape closes it. */
export default function Side({ conversation, onClose }: { conversation: string; onClose(): void }) {
  const panel = useRef<HTMLElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  // Over the conversation it was opened to be looked at: the keyboard goes there, and back afterwards.
  useEffect(() => {
    if (matchMedia(BESIDE).matches) return;
    const before = document.activeElement as HTMLElement | null;
    panel.current?.focus();
    return () => before?.focus();
  }, []);
  useEffect(() => {
    function key(event: KeyboardEvent) {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector(".overlay") !== null) return;
      const within = panel.current?.contains(event.target as Node);
      if (within || !matchMedia(BESIDE).matches) close.current();
    }
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
  return (
    <aside className="side" aria-label={t.side.label} tabIndex={-1} ref={panel}>
      <header className="side-head">
        <h2>{t.side.label}</h2>
        <Button className="bare" aria-label={t.side.close} onPress={onClose}>
          <Icon name="close" />
        </Button>
      </header>
      <Suspense fallback={<Waiting />}>
        <Known conversation={conversation} />
      </Suspense>
    </aside>
  );
}

const KINDS = [
  "MessageReceived",
  "ConversationChanged",
  "BlockChanged",
  "LeadChanged",
  "PartnershipChanged",
  "ShowcaseAdded",
  "ShowcaseRemoved",
] as const;

function Known({ conversation }: { conversation: string }) {
  const known = useRef<string | undefined>(undefined);
  const news = useNews(KINDS, (event) => {
    const of = event.message?.conversation.id ?? event.conversation?.id;
    if (of !== undefined) return of === conversation;
    return event.account === undefined || event.account.id === known.current;
  });
  const { node } = useLazyLoadQuery<SideQuery>(
    SIDE,
    { id: conversation },
    { fetchKey: news, fetchPolicy: "store-and-network" },
  );
  const them = node?.counterpart;
  useEffect(() => {
    known.current = them?.id;
  }, [them?.id]);
  if (!node?.who || !node.about || !them) return <p className="waiting">{t.side.gone}</p>;
  return (
    <>
      <SideWho conversation={node.who} />
      {them.creator && (
        <Section name="assignee" title={t.side.assignee}>
          <Suspense fallback={null}>
            <Assign conversation={conversation} />
          </Suspense>
        </Section>
      )}
      {them.creator && <SideCreator creator={them.creator} />}
      {them.agency && <SideAgency agency={them.agency} />}
      {them.shop && <SideShop shop={them.shop} />}
      <SideAbout conversation={node.about} />
      <SideExport conversation={conversation} />
      <SideBlock account={them} />
    </>
  );
}

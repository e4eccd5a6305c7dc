import { useState } from "react";
import { Button } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import type { LeadRow_lead$data, LeadRow_lead$key } from "../__generated__/LeadRow_lead.graphql";
import { about } from "../creators/figures";
import { exactly, t, when } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Choice } from "../ui/Choice";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
import { useViewer } from "../viewer";
import { Chat } from "./Chat";
import { STATUSES } from "./filter";
import { useUnmarkLead, useUpdateLead } from "./kept";
import { Licence } from "./Licence";
import { Note } from "./Note";

/** A lead: who it is, where one stands with it, what is licensed of it as long as it is, and what is noted. */
export function LeadRow({ lead }: { lead: LeadRow_lead$key }) {
  const it = useFragment(
    graphql`
      fragment LeadRow_lead on Lead {
        id
        source
        status
        requestedAt
        note
        creator {
          id
          name
          kind
          handle
          avatarUrl
          level
          stats {
            followers {
              value
            }
          }
        }
        conversation {
          id
        }
        ...Licence_lead
      }
    `,
    lead,
  );
  const { name } = it.creator;
  return (
    <article className="lead" aria-label={name} data-status={it.status}>
      <Who lead={it} />
      <Status lead={it} />
      <Licence lead={it} />
      {it.note && <p className="lead-note">{it.note}</p>}
      <Does lead={it} />
    </article>
  );
}

function Who({ lead: { creator, source, requestedAt } }: { lead: LeadRow_lead$data }) {
  const followers = creator.stats.followers?.value;
  return (
    <header className="lead-who">
      <Avatar name={creator.name} kind={creator.kind} url={creator.avatarUrl} />
      <div>
        <h3>
          {creator.name} <small>@{creator.handle}</small>
        </h3>
        <p className="facts">
          <span className="chip">{t.creators.levels[creator.level]}</span>
          {followers !== undefined && <span>{t.leads.followersOf(about(followers))}</span>}
          <span>{t.leads.sources[source]}</span>
          <time dateTime={requestedAt} title={exactly(requestedAt)}>
            {when(requestedAt)}
          </time>
        </p>
      </div>
    </header>
  );
}

function Status({ lead: { id, status, creator } }: { lead: LeadRow_lead$data }) {
  const { act, refusal } = useUpdateLead();
  return (
    <div className="lead-status">
      <Choice
        label={t.leads.statusOf(creator.name)}
        quiet
        value={status}
        options={STATUSES.map((value) => ({ value, text: t.leads.statuses[value] }))}
        onChange={(next) => act({ input: { leadId: id, status: next } })}
      />
      <Refused refusal={refusal} />
    </div>
  );
}

/** To the conversation, a note, and out of the pool. */
function Does({ lead: { id, source, note, creator, conversation } }: { lead: LeadRow_lead$data }) {
  const { permissions, account } = useViewer();
  const [noting, setNoting] = useState(false);
  const { act, busy, refusal } = useUnmarkLead();
  const talks = permissions.includes("INSTANT_MESSAGING");
  return (
    <footer className="lead-does">
      {talks && (
        <Chat
          account={creator}
          conversation={conversation?.id ?? null}
          from={account.kind === "SELLER" ? "CREATOR_PROFILE" : "NAVIGATION_BAR"}
        />
      )}
      <Button onPress={() => setNoting(true)} aria-label={t.leads.noteOf(creator.name)}>
        <Icon name="note" /> {note ? t.leads.editNote : t.leads.addNote}
      </Button>
      {talks && source === "INSTANT_MESSAGE" && (
        <Button
          className="bare"
          isDisabled={busy}
          aria-label={t.leads.unmarkOf(creator.name)}
          onPress={() => act({ input: { creatorId: creator.id } })}
        >
          <Icon name="close" /> {t.leads.unmark}
        </Button>
      )}
      <Refused refusal={refusal} />
      {noting && <Note id={id} note={note ?? ""} name={creator.name} onClose={() => setNoting(false)} />}
    </footer>
  );
}

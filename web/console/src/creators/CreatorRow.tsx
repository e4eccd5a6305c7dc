import { Button } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import type { CreatorRow_creator$key } from "../__generated__/CreatorRow_creator.graphql";
import { t } from "../texts";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { Tick } from "../ui/Tick";
import type { Chosen } from "./chosen";
import { Contact } from "./Contact";
import { about, aboutMoney } from "./figures";
import { Stale } from "./Stale";

const words = t.creators;

interface RowProps {
  creator: CreatorRow_creator$key;
  isChosen: boolean;
  busy: boolean;
  onChoose(one: Chosen): void;
  onInvite(one: Chosen): void;
  onTalk(id: string): void;
}

/** A creator who was found: who it is, what a contact costs, and what one can do. */
export function CreatorRow({ creator, isChosen, busy, onChoose, onInvite, onTalk }: RowProps) {
  const it = useFragment(
    graphql`
      fragment CreatorRow_creator on Creator {
        id
        name
        handle
        kind
        avatarUrl
        level
        category
        markets
        stats {
          followers {
            value
            takenAt
            stale
          }
          affiliateGmv30d {
            value {
              amount
              currency
            }
            takenAt
            stale
          }
        }
        contact {
          cost
          ...Contact_check
        }
      }
    `,
    creator,
  );
  const { id, name, handle, stats, contact } = it;
  return (
    <div className="creator" role="group" aria-label={name} data-chosen={isChosen}>
      <Tick name={words.choose(name)} on={isChosen} onChange={() => onChoose({ id, name })} />
      <Avatar name={name} kind={it.kind} url={it.avatarUrl} />
      <div className="creator-who">
        <strong>{name}</strong>
        <small>
          @{handle} · {words.levels[it.level]}
        </small>
      </div>
      <div className="creator-figures">
        {stats.followers && (
          <span>
            {words.followersOf(about(stats.followers.value))} <Stale figure={stats.followers} />
          </span>
        )}
        {stats.affiliateGmv30d && (
          <span>
            {words.gmvOf(aboutMoney(stats.affiliateGmv30d.value))} <Stale figure={stats.affiliateGmv30d} />
          </span>
        )}
      </div>
      <small className="creator-about">{[it.category, it.markets.join(", ")].filter(Boolean).join(" · ")}</small>
      {contact && <Contact check={contact} />}
      <div className="creator-acts">
        <Button isDisabled={busy} aria-label={words.messageTo(name)} onPress={() => onTalk(id)}>
          <Icon name="send" /> {words.message}
        </Button>
        <Button
          isDisabled={contact?.cost === "REFUSED"}
          aria-label={words.inviteName(name)}
          onPress={() => onInvite({ id, name })}
        >
          <Icon name="gift" /> {words.invite}
        </Button>
      </div>
    </div>
  );
}

import { lazy, Suspense, useDeferredValue, useState } from "react";
import { Button, Input, SearchField } from "react-aria-components";
import { useLocation } from "wouter";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Page } from "../ui/Page";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";
import { choose, type Chosen } from "./chosen";
import "./creators.css";
import { Found } from "./Found";
import { Quota } from "./Quota";
import { keepWanted, keptWanted, pieces, type Wanted } from "./wanted";

const CreatorFilters = lazy(() => import("./CreatorFilters"));
const InviteCreators = lazy(() => import("../collaborations/InviteCreators"));
const InviteToLink = lazy(() => import("../partnerships/InviteToLink"));

const INVITED = 50; // so many at once

/** Find creators: who they are, what a contact costs, and what to do with one or with several of them. */
export default function Creators() {
  const seller = useViewer().account.kind === "SELLER";
  const [wanted, setWanted] = useState(keptWanted);
  const asked = useDeferredValue(wanted);
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [invited, setInvited] = useState<readonly Chosen[]>([]);
  const [first] = invited;

  function want(next: Wanted) {
    setWanted(next);
    keepWanted(next);
  }

  const close = () => setInvited([]);
  const quota = seller && (
    <Suspense fallback={null}>
      <Quota />
    </Suspense>
  );
  return (
    <Page title={t.pages.creators} actions={quota}>
      <Asking wanted={wanted} onWant={want} />
      <Suspense fallback={<Waiting />}>
        <Found
          key={JSON.stringify(asked)}
          wanted={asked}
          chosen={chosen}
          onChoose={(one) => setChosen((all) => toggled(all, one))}
          onInvite={(one) => setInvited([one])}
        />
      </Suspense>
      {chosen.length > 0 && (
        <WithChosen
          chosen={chosen}
          onNobody={() => setChosen([])}
          onInvite={seller ? () => setInvited(chosen) : null}
        />
      )}
      <Suspense fallback={null}>
        {first && seller && <InviteCreators creators={invited} onClose={close} />}
        {first && !seller && <InviteToLink creator={first} onClose={close} />}
      </Suspense>
    </Page>
  );
}

const toggled = (all: readonly Chosen[], one: Chosen): readonly Chosen[] =>
  all.some(({ id }) => id === one.id) ? all.filter(({ id }) => id !== one.id) : [...all, one];

/** What is looked for: words, and filters as chips that can be taken away. */
function Asking({ wanted, onWant }: { wanted: Wanted; onWant(wanted: Wanted): void }) {
  const [filtering, setFiltering] = useState(false);
  const words = t.creators.filters;
  return (
    <div className="asking">
      <SearchField
        className="creator-search"
        aria-label={t.creators.search}
        value={wanted.query}
        onChange={(query) => onWant({ ...wanted, query })}
      >
        <Icon name="search" />
        <Input placeholder={t.creators.search} />
      </SearchField>
      <Button onPress={() => setFiltering(true)}>
        <Icon name="filter" /> {words.open}
      </Button>
      {pieces(wanted.filter).map(({ text, without }) => (
        <Button
          key={text}
          className="chip removable"
          aria-label={words.remove(text)}
          onPress={() => onWant({ ...wanted, filter: without })}
        >
          {text} <Icon name="close" />
        </Button>
      ))}
      {filtering && (
        <Suspense fallback={null}>
          <CreatorFilters
            filter={wanted.filter}
            onFilter={(filter) => onWant({ ...wanted, filter })}
            onClose={() => setFiltering(false)}
          />
        </Suspense>
      )}
    </div>
  );
}

interface WithChosenProps {
  chosen: readonly Chosen[];
  onNobody(): void;
  onInvite: (() => void) | null;
}

/** What to do with all who are chosen. */
function WithChosen({ chosen, onNobody, onInvite }: WithChosenProps) {
  const [, go] = useLocation();
  const { permissions } = useViewer();
  function bulk() {
    choose(chosen);
    go("/bulk");
  }
  return (
    <div className="with-chosen" role="region" aria-label={t.creators.chosen(chosen.length)}>
      <strong role="status">{t.creators.chosen(chosen.length)}</strong>
      {onInvite && chosen.length > INVITED && <small>{t.creators.mostInvited(INVITED)}</small>}
      <Button className="bare" onPress={onNobody}>
        <Icon name="close" /> {t.creators.nobody}
      </Button>
      {onInvite && (
        <Button onPress={onInvite} isDisabled={chosen.length > INVITED}>
          <Icon name="gift" /> {t.creators.inviteChosen}
        </Button>
      )}
      {permissions.includes("BULK_MESSAGING") && (
        <Button className="primary" onPress={bulk}>
          <Icon name="bulk" /> {t.creators.bulk}
        </Button>
      )}
    </div>
  );
}

import { lazy, Suspense, useState } from "react";
import { Button, Input, Label, Radio, RadioGroup, TextField } from "react-aria-components";
import "../creators/creators.css";
import { pieces } from "../creators/wanted";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Tick } from "../ui/Tick";
import { At } from "./At";
import type { Draft } from "./draft";

const CreatorFilters = lazy(() => import("../creators/CreatorFilters"));

interface PartProps {
  draft: Draft;
  onChange(part: Partial<Draft>): void;
}

/** Whom it is for: those who were chosen, or all whom a query and a filter find; and whom to leave out of them. */
export function Audience({ draft, onChange }: PartProps) {
  return (
    <section className="panel form" aria-label={t.bulk.audience}>
      <h3>{t.bulk.audience}</h3>
      <RadioGroup
        className="ways"
        aria-label={t.bulk.audience}
        value={draft.to}
        onChange={(to) => onChange({ to: to === "chosen" ? "chosen" : "found" })}
      >
        <Radio className="way" value="chosen">
          {t.bulk.to.chosen(draft.chosen.length)}
        </Radio>
        <Radio className="way" value="found">
          {t.bulk.to.found}
        </Radio>
      </RadioGroup>
      {draft.to === "chosen" ? (
        <Those draft={draft} onChange={onChange} />
      ) : (
        <Found draft={draft} onChange={onChange} />
      )}
      <LeftOut draft={draft} onChange={onChange} />
    </section>
  );
}

function Those({ draft: { chosen }, onChange }: PartProps) {
  return (
    <>
      {chosen.length === 0 && <p>{t.bulk.noneChosen}</p>}
      <ul className="pills" aria-label={t.bulk.to.chosen(chosen.length)}>
        {chosen.map(({ id, name }) => (
          <li key={id}>
            <Button
              className="chip removable"
              aria-label={t.bulk.without(name)}
              onPress={() => onChange({ chosen: chosen.filter((one) => one.id !== id) })}
            >
              {name} <Icon name="close" />
            </Button>
          </li>
        ))}
      </ul>
      <At place="creatorIds" />
    </>
  );
}

function Found({ draft: { query, filter }, onChange }: PartProps) {
  const [filtering, setFiltering] = useState(false);
  const filters = pieces(filter);
  return (
    <>
      <div className="asks">
        <TextField aria-label={t.creators.search} value={query} onChange={(next) => onChange({ query: next })}>
          <Input placeholder={t.creators.search} />
        </TextField>
        <Button onPress={() => setFiltering(true)}>
          <Icon name="filter" /> {t.creators.filters.open}
        </Button>
      </div>
      {filters.length > 0 && (
        <div className="pills">
          {filters.map(({ text, without }) => (
            <Button
              key={text}
              className="chip removable"
              aria-label={t.creators.filters.remove(text)}
              onPress={() => onChange({ filter: without })}
            >
              {text} <Icon name="close" />
            </Button>
          ))}
        </div>
      )}
      {query.trim() === "" && filters.length === 0 && <small>{t.bulk.findsAll}</small>}
      <At place="query" />
      <At place="filter" />
      <Suspense fallback={null}>
        {filtering && (
          <CreatorFilters
            filter={filter}
            onFilter={(next) => onChange({ filter: next })}
            onClose={() => setFiltering(false)}
          />
        )}
      </Suspense>
    </>
  );
}

function LeftOut({ draft: { days, invited }, onChange }: PartProps) {
  return (
    <fieldset className="form">
      <legend>{t.bulk.leaveOut}</legend>
      <TextField className="days" value={days} onChange={(next) => onChange({ days: next.replace(/\D/g, "") })}>
        <Label>{t.bulk.contactedBefore}</Label>
        <Input inputMode="numeric" maxLength={3} />
        <span>{t.bulk.contactedAfter}</span>
      </TextField>
      <Tick on={invited} onChange={(next) => onChange({ invited: next })}>
        {t.bulk.alreadyInvited}
      </Tick>
      <At place="leaveOut" />
    </fieldset>
  );
}

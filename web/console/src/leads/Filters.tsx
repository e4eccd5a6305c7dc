import { useState } from "react";
import {
  Button,
  Checkbox,
  CheckboxGroup,
  FieldError,
  Input,
  Label,
  SearchField,
  TextField,
} from "react-aria-components";
import type { CreatorLevel } from "../__generated__/PoolQuery.graphql";
import { LEVELS } from "../creators/wanted";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { Icon } from "../ui/Icon";
import { ALL, isEmpty, RANGES, SOURCES, type Looked } from "./filter";

/** What is looked for. On a phone it is folded away but for the handle. */
export function Filters({ looked, onChange }: { looked: Looked; onChange(looked: Looked): void }) {
  const [open, setOpen] = useState(false);
  const change = (part: Partial<Looked>) => onChange({ ...looked, ...part });
  const used =
    looked.levels.length +
    looked.ranges.length +
    (looked.source === null ? 0 : 1) +
    (looked.from || looked.below ? 1 : 0);
  return (
    <search className="filters" aria-label={t.leads.filter} data-open={open}>
      <div className="filters-head">
        <SearchField value={looked.query} onChange={(query) => change({ query })} aria-label={t.leads.search}>
          <Input placeholder={t.leads.search} maxLength={100} />
        </SearchField>
        <Button className="filters-more" aria-expanded={open} onPress={() => setOpen(!open)}>
          <Icon name="filter" /> {t.leads.filter}
          {used > 0 && <span className="badge">{used}</span>}
        </Button>
      </div>
      <div className="filters-rest">
        <Kinds looked={looked} change={change} />
        {used > 0 && (
          <Button onPress={() => onChange({ ...ALL, query: looked.query, order: looked.order })}>
            {t.leads.noFilter}
          </Button>
        )}
      </div>
    </search>
  );
}

interface PartProps {
  looked: Looked;
  change(part: Partial<Looked>): void;
}

function Kinds({ looked, change }: PartProps) {
  return (
    <>
      <Choice
        label={t.leads.order}
        value={looked.order}
        options={(["NEWEST", "FOLLOWERS"] as const).map((value) => ({ value, text: t.leads.orders[value] }))}
        onChange={(order) => change({ order })}
      />
      <Choice
        label={t.leads.source}
        value={looked.source ?? ""}
        options={[
          { value: "" as const, text: t.leads.anySource },
          ...SOURCES.map((value) => ({ value, text: t.leads.sources[value] })),
        ]}
        onChange={(source) => change({ source: source || null })}
      />
      <Several
        label={t.leads.followers}
        options={RANGES.map(({ key, text }) => ({ value: key, text }))}
        value={looked.ranges}
        onChange={(ranges) => change({ ranges })}
      />
      <Typed looked={looked} change={change} />
      <Several
        label={t.leads.level}
        options={LEVELS.map((value) => ({ value, text: t.creators.levels[value] }))}
        value={looked.levels}
        onChange={(levels) => change({ levels: levels as CreatorLevel[] })}
      />
    </>
  );
}

/** A range of one's own. */
function Typed({ looked, change }: PartProps) {
  const digits = (text: string) => text.replace(/\D/g, "").slice(0, 12);
  return (
    <div className="typed" role="group" aria-label={t.leads.followers}>
      <TextField value={looked.from} onChange={(from) => change({ from: digits(from) })}>
        <Label>{t.inbox.filters.from}</Label>
        <Input inputMode="numeric" />
      </TextField>
      <TextField
        value={looked.below}
        onChange={(below) => change({ below: digits(below) })}
        isInvalid={isEmpty(looked)}
      >
        <Label>{t.inbox.filters.below}</Label>
        <Input inputMode="numeric" />
        <FieldError>{t.creators.filters.order}</FieldError>
      </TextField>
    </div>
  );
}

interface SeveralProps {
  label: string;
  options: readonly { value: string; text: string }[];
  value: readonly string[];
  onChange(value: string[]): void;
}

/** Any number of some. */
function Several({ label, options, value, onChange }: SeveralProps) {
  return (
    <CheckboxGroup className="several" value={[...value]} onChange={onChange}>
      <Label className="react-aria-Label">{label}</Label>
      <div className="several-options">
        {options.map((one) => (
          <Checkbox key={one.value} value={one.value} className="option">
            {one.text}
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}

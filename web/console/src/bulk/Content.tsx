import { Suspense } from "react";
import { Button, Label, Radio, RadioGroup, Text, TextArea, TextField } from "react-aria-components";
import { t } from "../texts";
import { Field } from "../ui/Field";
import { Waiting } from "../ui/Waiting";
import { useViewer } from "../viewer";
import { At } from "./At";
import { KINDS, PLACES, TEXTS, type Draft, type Kind } from "./draft";
import { Photo } from "./Photo";
import { Pick } from "./Pick";

const LONGEST = 2000;
const VARIABLES = ["{creator_name}", "{shop_name}"];
const PRODUCTS = 5; // in one message
const OF: Record<"SELLER" | "AGENCY", readonly Kind[]> = {
  SELLER: KINDS.filter((kind) => kind !== "list"),
  AGENCY: ["text", "photo", "reply", "list"],
};

interface ContentProps {
  draft: Draft;
  onChange(part: Partial<Draft>): void;
}

/** What is said to all: words, alone or with a photo or products, a saved reply, a product list, or an invitation. */
export function Content({ draft, onChange }: ContentProps) {
  const { account } = useViewer();
  const { kind } = draft;
  return (
    <section className="panel form" aria-label={t.bulk.content}>
      <h3>{t.bulk.content}</h3>
      <RadioGroup
        className="ways"
        aria-label={t.bulk.content}
        value={kind}
        onChange={(next) => onChange({ kind: next as Kind })}
      >
        {OF[account.kind === "SELLER" ? "SELLER" : "AGENCY"].map((one) => (
          <Radio key={one} className="way" value={one}>
            {t.bulk.kinds[one]}
          </Radio>
        ))}
      </RadioGroup>
      {TEXTS[kind] !== undefined && <Words draft={draft} onChange={onChange} place={TEXTS[kind]} />}
      {kind === "photo" && (
        <Photo picked={draft.picked.photo?.[0]} onPick={(photo) => onChange(pick(draft, photo ? [photo] : []))} />
      )}
      {(kind === "reply" || kind === "products" || kind === "list" || kind === "target") && (
        <Suspense fallback={<Waiting />}>
          <Pick
            key={kind}
            kind={kind}
            most={kind === "products" ? PRODUCTS : 1}
            picked={draft.picked[kind] ?? []}
            onPick={(some) => onChange(pick(draft, some))}
          />
        </Suspense>
      )}
      {kind === "reply" && <Values draft={draft} onChange={onChange} />}
      {kind !== "text" && TEXTS[kind] === undefined && <At place={PLACES[kind]} />}
      {(kind === "products" || kind === "photo") && (
        <At place={`${PLACES[kind]}.${kind === "products" ? "productIds" : "mediaId"}`} />
      )}
    </section>
  );
}

const pick = ({ picked, kind }: Draft, some: NonNullable<Draft["picked"][Kind]>) => ({
  picked: { ...picked, [kind]: some },
});

function Words({ draft: { text }, onChange, place }: ContentProps & { place: string }) {
  return (
    <div className="form">
      <TextField value={text} onChange={(next) => onChange({ text: next })} maxLength={LONGEST}>
        <Label>{t.bulk.text}</Label>
        <TextArea rows={5} />
        <Text slot="description">{t.bulk.textHint}</Text>
      </TextField>
      <div className="pills">
        {VARIABLES.map((variable) => (
          <Button
            key={variable}
            className="variable"
            aria-label={t.bulk.insert(variable)}
            onPress={() => onChange({ text: `${text}${variable}` })}
          >
            {variable}
          </Button>
        ))}
      </div>
      <At place={place} />
    </div>
  );
}

/** What a saved reply leaves open: the same for everybody. */
function Values({ draft: { picked, values }, onChange }: ContentProps) {
  return picked.reply?.[0]?.variables?.map((name) => (
    <Field
      key={name}
      label={name}
      value={values[name] ?? ""}
      onChange={(value) => onChange({ values: { ...values, [name]: value } })}
    />
  ));
}

import { Button } from "react-aria-components";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import type { Attached } from "./attached";

/** What was chosen to be sent, with the way to take it off; `left` says that the text cannot go with it. */
export function Attachments({ attached, left }: { attached: Attached; left: boolean }) {
  const { it, problem, remove } = attached;
  if (it === null && problem === null) return null;
  return (
    <>
      {problem && (
        <p className="refused" role="alert">
          {problem}
        </p>
      )}
      {it !== null && (
        <ul className="attached" aria-label={t.thread.attached}>
          {it.kind === "pictures" &&
            it.pictures.map(({ id, file, url }) => (
              <li key={id} className="thumb">
                <img src={url} alt={file.name} />
                <Remove name={file.name} onPress={() => remove(id)} />
              </li>
            ))}
          {it.kind === "products" &&
            it.products.map(({ id, title }) => (
              <li key={id} className="chip">
                <Icon name="bag" /> <span>{title}</span>
                <Remove name={title} onPress={() => remove(id)} />
              </li>
            ))}
          {it.kind === "list" && (
            <li className="chip">
              <Icon name="bag" /> <span>{it.title}</span>
              <Remove name={it.title} onPress={() => remove(it.id)} />
            </li>
          )}
        </ul>
      )}
      {it?.kind === "products" && it.via && <small>{t.thread.atRatesOf(it.via.name)}</small>}
      {left && <small>{it?.kind === "list" ? t.thread.listAlone : t.thread.gifAlone}</small>}
    </>
  );
}

function Remove({ name, onPress }: { name: string; onPress(): void }) {
  return (
    <Button className="bare remove" aria-label={t.thread.remove(name)} onPress={onPress}>
      <Icon name="close" />
    </Button>
  );
}

import { memo } from "react";
import { Button } from "react-aria-components";
import { useLine } from "../live/context";
import type { Pending } from "../live/outbox";
import { t } from "../texts";
import { Icon } from "../ui/Icon";

/** What was written and has not arrived, as far as is known. */
export const Waits = memo(function Waits({ pending }: { pending: Pending }) {
  const { outbox } = useLine();
  const picture = outbox.picture(pending.id);
  const uploads = pending.picture === "waits" && pending.problem === null;
  return (
    <div className="said" data-mine="true" data-waits="true">
      <div className="bubble" data-picture={picture !== undefined}>
        {picture && <img src={picture.url} alt={t.thread.photo} />}
        {uploads && <progress aria-label={t.thread.uploading} value={picture?.part ?? 0} />}
        {pending.titles.length > 0 && (
          <ul className="titles">
            {pending.titles.map((title, place) => (
              <li key={place}>
                <Icon name="bag" /> {title}
              </li>
            ))}
          </ul>
        )}
        {pending.lost && <p className="gone">{t.thread.photo}</p>}
        {pending.text && <p className="words">{pending.text}</p>}
      </div>
      <Stands pending={pending} part={uploads ? (picture?.part ?? 0) : null} />
    </div>
  );
});

/** How it stands, and what one can do about it; `part` is how much of its picture is there while that is uploaded. */
function Stands({ pending: { id, problem, delay, lost }, part }: { pending: Pending; part: number | null }) {
  const { outbox } = useLine();
  return (
    <footer>
      {problem !== null ? (
        <span role="alert">
          {t.thread.notSent} {problem}
          {!lost && <Button onPress={() => outbox.retry(id)}>{t.thread.retry}</Button>}
          <Button onPress={() => outbox.drop(id)}>{t.thread.drop}</Button>
        </span>
      ) : part !== null ? (
        <span>
          {delay !== null && `${delay} ${t.thread.soon} `}
          {t.thread.uploading} {Math.round(part * 100)} %
          <Button className="bare" onPress={() => outbox.drop(id)}>
            {t.cancel}
          </Button>
        </span>
      ) : delay !== null ? (
        `${delay} ${t.thread.soon}`
      ) : (
        t.thread.sending
      )}
    </footer>
  );
}

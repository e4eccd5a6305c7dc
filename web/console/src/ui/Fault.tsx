import { Button } from "react-aria-components";
import { leave } from "../session";
import { t } from "../texts";

/** What went wrong, or has ended: one may begin anew, or go. */
export function Fault({ words, onAgain }: { words: string; onAgain: () => void }) {
  return (
    <div className="waiting" role="alert">
      <p>{words}</p>
      <div className="buttons centred">
        <Button className="primary" onPress={onAgain}>
          {t.again}
        </Button>
        <Button onPress={leave}>{t.signOut}</Button>
      </div>
    </div>
  );
}

import { Button } from "react-aria-components";
import { t } from "../texts";
import { SignOut } from "./SignOut";

/** What went wrong, or has ended: one may begin anew, or go. */
export function Fault({ words, onAgain }: { words: string; onAgain: () => void }) {
  return (
    <div className="waiting" role="alert">
      <p>{words}</p>
      <div className="buttons centred">
        <Button className="primary" onPress={onAgain}>
          {t.again}
        </Button>
        <SignOut>{t.signOut}</SignOut>
      </div>
    </div>
  );
}

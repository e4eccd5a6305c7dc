import { Button } from "react-aria-components";
import { leave } from "./session";
import { t } from "./texts";
import { Popup } from "./ui/Dialog";

/** Asks whoever signs out before something was sent. */
export default function Leave({ onStay }: { onStay(): void }) {
  return (
    <Popup title={t.thread.leaving} onClose={onStay}>
      <p>{t.thread.leaveAbout}</p>
      <div className="buttons">
        <Button onPress={leave}>{t.signOut}</Button>
        <Button className="primary" onPress={onStay} autoFocus>
          {t.thread.stay}
        </Button>
      </div>
    </Popup>
  );
}

import type { Messages_list$data } from "../__generated__/Messages_list.graphql";
import type { Pending } from "../live/outbox";
import { t } from "../texts";

export type Listed = Messages_list$data["messages"]["edges"][number]["node"];

export type Row =
  | {
      kind: "message";
      id: string;
      message: Listed;
      mine: boolean;
      by: string | null;
      day: string | null;
      fresh: boolean;
      joins: boolean;
      ends: boolean;
    }
  | { kind: "pending"; id: string; pending: Pending }
  | { kind: "typing"; id: "typing" };

interface Eyes {
  account: string;
  user: string;
  readUpTo: number; // when the thread was opened
}

const TOGETHER = 5 * 60_000; // what one says within this time is one group

const relative = new Intl.RelativeTimeFormat(t.language, { numeric: "auto" });
const near = new Intl.DateTimeFormat(t.language, { weekday: "long", day: "numeric", month: "long" });
const far = new Intl.DateTimeFormat(t.language, { day: "numeric", month: "long", year: "numeric" });

/** A day in words: today, yesterday, else its date. */
function dayOf(at: string): string {
  const date = new Date(at);
  const now = new Date();
  const ago = Math.round((new Date(date).setHours(12, 0, 0, 0) - new Date(now).setHours(12, 0, 0, 0)) / 86_400_000);
  if (ago === 0 || ago === -1) {
    const word = relative.format(ago, "day");
    return word.charAt(0).toLocaleUpperCase(t.language) + word.slice(1);
  }
  return (date.getFullYear() === now.getFullYear() ? near : far).format(date);
}

/** What is shown of each message beside itself: its day, who of the team wrote it, whether it joins its neighbours. */
export function rowsOf(messages: readonly Listed[], eyes: Eyes): Row[] {
  const joined = messages.map((one, index) => together(messages[index - 1], one));
  const fresh = messages.findIndex((one) => one.sequence > eyes.readUpTo && one.sender?.id !== eyes.account);
  // What precedes it is not there yet: then where the new ones begin is not known either.
  const begins = fresh > 0 || messages[0]?.sequence === 1 ? fresh : -1;
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const mine = message.sender?.id === eyes.account;
    const other = mine && message.sentBy && message.sentBy.id !== eyes.user ? message.sentBy.name : null;
    const joins = joined[index] === true && index !== begins;
    return {
      kind: "message",
      id: message.id,
      message,
      mine,
      by: joins ? null : other,
      day: before && sameDay(before.sentAt, message.sentAt) ? null : dayOf(message.sentAt),
      fresh: index === begins,
      joins,
      ends: joined[index + 1] !== true || index + 1 === begins,
    };
  });
}

const sameDay = (one: string, other: string) => new Date(one).toDateString() === new Date(other).toDateString();

function together(before: Listed | undefined, after: Listed): boolean {
  return (
    before !== undefined &&
    before.sender?.id === after.sender?.id &&
    before.sentBy?.id === after.sentBy?.id &&
    after.kind !== "NOTICE" &&
    before.kind !== "NOTICE" &&
    new Date(after.sentAt).getTime() - new Date(before.sentAt).getTime() < TOGETHER &&
    sameDay(before.sentAt, after.sentAt)
  );
}

// Who is asking, kept for this tab: two windows may be two people, and so may two frames of one page.

export interface Session {
  who: string; // the handle
  token: string;
  account: string | null; // for whom, where a user acts for several accounts
}

/** Who was signed in here last; without a token once it is good no more. */
export type Remembered = Omit<Session, "token"> & { token: string | null };

export interface Person {
  handle: string;
  about: string;
  token: string;
}

const TAB = `parley:${window.name}:`;
const OF = `${TAB}of:`;

/** A name in `sessionStorage` for what this tab, or this frame of it, keeps, whoever is asking. */
export const ofTab = (name: string): string => TAB + name;

let account = "";

/** What is kept from now on is kept of this account. */
export function actFor(handle: string): void {
  account = handle;
}

/** A name in `sessionStorage` for what is kept of whoever is asking, for each account apart; once that is known. */
export const place = (name: string): string => `${of(remembered()?.who ?? "")}${account}:${name}`;

const of = (who: string) => `${OF}${who}:`;

/** What is kept of whoever is asking, for all their accounts: the names that `place` was given, and the texts. */
export function keptOfAll(): (readonly [name: string, text: string])[] {
  const mine = of(remembered()?.who ?? "");
  return Object.entries(sessionStorage as unknown as Record<string, string>)
    .filter(([name]) => name.startsWith(mine))
    .map(([name, text]) => [name.slice(name.indexOf(":", mine.length) + 1), text] as const);
}

export const development =
  document.querySelector<HTMLMetaElement>('meta[name="parley-mode"]')?.content === "development";

export function remembered(): Remembered | null {
  const text = sessionStorage.getItem(ofTab("session"));
  return text === null ? null : (JSON.parse(text) as Remembered);
}

export function kept(): Session | null {
  const last = remembered();
  return last === null || last.token === null ? null : { ...last, token: last.token };
}

/** Be somebody: what another person had written in this tab goes. */
export function keep(session: Session): void {
  forget((name) => name.startsWith(OF) && !name.startsWith(of(session.who)));
  sessionStorage.setItem(ofTab("session"), JSON.stringify(session));
}

/** The token is good no more: whoever had it signs in again, and finds what they had written. */
export function expire(): void {
  const last = remembered();
  if (last !== null) sessionStorage.setItem(ofTab("session"), JSON.stringify({ ...last, token: null }));
}

function forget(which: (name: string) => boolean): void {
  const all = Object.keys(sessionStorage).filter((name) => name.startsWith(TAB) && which(name));
  all.forEach((name) => sessionStorage.removeItem(name));
}

/** Be nobody any more; what this tab had written and not sent goes, too. */
export function leave(): void {
  forget(() => true);
  location.assign("/console/");
}

/** Act for another account; null is the one that is theirs without saying so. It begins anew. */
export function change(handle: string | null): void {
  const session = kept();
  if (session === null) return;
  keep({ ...session, account: handle });
  location.assign("/console/");
}

/** The people of the demo, in development mode only. */
export async function people(): Promise<Person[]> {
  if (!development) return [];
  const answer = await fetch("/console/people");
  return answer.ok ? ((await answer.json()) as { people: Person[] }).people : [];
}

/** Sign in with a password. Throws an Error that says what is wrong. */
export async function signIn(handle: string, password: string): Promise<Session> {
  const answer = await fetch("/sign-in", { method: "POST", body: JSON.stringify({ handle, password }) });
  const said = (await answer.json()) as { token?: string; errors?: { message: string }[] };
  if (said.token === undefined) throw new Error(said.errors?.[0]?.message ?? answer.statusText);
  return { who: handle.trim().toLowerCase().replace(/^@/, ""), token: said.token, account: null };
}

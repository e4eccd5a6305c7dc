// Who is asking, kept for this tab: two windows may be two people, and so may two frames of one page.

export interface Session {
  who: string; // the handle
  token: string;
  account: string | null; // for whom, where a user acts for several accounts
}

export interface Person {
  handle: string;
  about: string;
  token: string;
}

const KEPT = `parley:${window.name}:`;

/** A name in `sessionStorage` for what this tab, or this frame of it, keeps. */
export const place = (name: string): string => KEPT + name;

export const development =
  document.querySelector<HTMLMetaElement>('meta[name="parley-mode"]')?.content === "development";

export function kept(): Session | null {
  const text = sessionStorage.getItem(place("session"));
  return text === null ? null : (JSON.parse(text) as Session);
}

/** Be somebody: what another person had written in this tab goes. */
export function keep(session: Session): void {
  const before = kept();
  if (before?.who !== session.who || before.account !== session.account) forget();
  sessionStorage.setItem(place("session"), JSON.stringify(session));
}

function forget(): void {
  const mine = Object.keys(sessionStorage).filter((name) => name.startsWith(KEPT));
  mine.forEach((name) => sessionStorage.removeItem(name));
}

/** Be nobody any more; what this tab had written and not sent goes, too. */
export function leave(): void {
  forget();
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
  return { who: handle, token: said.token, account: null };
}

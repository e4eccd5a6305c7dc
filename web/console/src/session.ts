// Who is asking, kept for this tab: two windows may be two people.

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

const KEPT = "parley:session";

export const development = document.querySelector<HTMLMetaElement>('meta[name="parley-mode"]')?.content === "development";

export function kept(): Session | null {
  const text = sessionStorage.getItem(KEPT);
  return text === null ? null : (JSON.parse(text) as Session);
}

/** Be somebody: what another person had written in this tab goes. */
export function keep(session: Session): void {
  if (kept()?.who !== session.who) sessionStorage.clear();
  sessionStorage.setItem(KEPT, JSON.stringify(session));
}

/** Be nobody any more; what this tab had written and not sent goes, too. */
export function leave(): void {
  sessionStorage.clear();
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

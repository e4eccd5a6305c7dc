// Who is asking. It is settled once, before the page is shown: to be somebody else is to load the page again.

export interface Person {
  handle: string;
  about: string;
  token: string;
}

export interface Identity {
  handle: string | null; // of the demo, or null: a token was pasted
  token: string | null; // null: nobody yet
  account: string | null; // for whom, where a user acts for several accounts
}

export const PASTED = "token";
const KEPT = "parley:pasted"; // in sessionStorage: gone with the tab

export async function demoPeople(): Promise<Person[]> {
  if (document.documentElement.dataset.mode !== "development") return [];
  const answer = await fetch("/graphiql/people");
  return answer.ok ? ((await answer.json()) as { people: Person[] }).people : [];
}

export function whoIsAsking(people: Person[]): Identity {
  const wanted = new URLSearchParams(location.search).get("as");
  const person = people.find(({ handle }) => handle === wanted) ?? (wanted === PASTED ? undefined : people[0]);
  if (person) return { handle: person.handle, token: person.token, account: null };
  const kept = sessionStorage.getItem(KEPT);
  return { handle: null, ...(kept ? (JSON.parse(kept) as Kept) : { token: null, account: null }) };
}

type Kept = Pick<Identity, "token" | "account">;

export function become(handle: string): void {
  location.search = `?as=${encodeURIComponent(handle)}`;
}

export function paste(token: string, account: string): void {
  const kept: Kept = { token: token.trim().replace(/^Bearer\s+/i, "") || null, account: account.trim() || null };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
  if (new URLSearchParams(location.search).get("as") === PASTED) location.reload();
  else become(PASTED);
}

import { useState, type FormEvent } from "react";
import icon from "./icon.svg";
import { become, paste, PASTED, type Identity, type Person } from "./identity";

interface Props {
  people: Person[];
  identity: Identity;
  name: string | null; // as the server knows them
  other: string | null; // somebody to open a second window as
  refused: string | null;
}

/** The line above the editor: who is asking, and how to be somebody else. */
export function Bar({ people, identity, name, other, refused }: Props) {
  return (
    <header className="bar">
      <a className="brand" href="/graphiql">
        <img src={icon} alt="" width={24} height={24} />
        Parley
      </a>
      {people.length > 0 && <Picker people={people} handle={identity.handle} />}
      {identity.handle === null && <TokenForm identity={identity} />}
      {identity.handle === null && name !== null && <span>You are {name}.</span>}
      {refused !== null && <strong role="alert">{refused}</strong>}
      {other !== null && (
        <a className="other" href={`/graphiql?as=${other}`} target="_blank" rel="noreferrer">
          Open a second window as {other}
        </a>
      )}
    </header>
  );
}

function Picker({ people, handle }: { people: Person[]; handle: string | null }) {
  return (
    <label>
      Signed in as{" "}
      <select value={handle ?? PASTED} onChange={(event) => become(event.target.value)}>
        {people.map((person) => (
          <option key={person.handle} value={person.handle}>
            {person.handle}, {person.about}
          </option>
        ))}
        <option value={PASTED}>somebody else, by a token</option>
      </select>
    </label>
  );
}

function TokenForm({ identity }: { identity: Identity }) {
  const [token, setToken] = useState(identity.token ?? "");
  const [account, setAccount] = useState(identity.account ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    paste(token, account);
  };
  return (
    <form onSubmit={submit}>
      <label>
        Token{" "}
        <input type="password" autoComplete="off" value={token} onChange={(event) => setToken(event.target.value)} />
      </label>
      <label>
        Account{" "}
        <input
          placeholder="the user's own"
          size={12}
          value={account}
          onChange={(event) => setAccount(event.target.value)}
        />
      </label>
      <button type="submit">Sign in</button>
    </form>
  );
}

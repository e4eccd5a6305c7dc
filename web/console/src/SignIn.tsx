import { useEffect, useState, type FormEvent } from "react";
import { Button, FieldError, Form, Input, Label, TextField } from "react-aria-components";
import { development, kept, people, remembered, signIn, type Person, type Session } from "./session";
import { Brand } from "./start/Brand";
import "./start/start.css";
import { t } from "./texts";
import { Avatar } from "./ui/Avatar";

/** Who are you? In development mode one of the demo, with one click. */
export function SignIn({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [last] = useState(() => (kept() === null ? remembered() : null)); // whose sign-in has expired

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    setBusy(true);
    try {
      onSignedIn(await signIn(String(said.get("handle")), String(said.get("password"))));
    } catch (error) {
      const { name, message } = error as Error;
      setFault(name === "Error" ? message : t.unanswered); // what the server said, or the browser where it is away
      setBusy(false);
    }
  }

  return (
    <main className="entrance">
      <h1>
        <Brand />
      </h1>
      {last !== null && (
        <p className="panel" role="status">
          {t.signInAgain(last.who)}
        </p>
      )}
      {development && <Demo onSignedIn={onSignedIn} />}
      <Form className="panel" onSubmit={submit} validationErrors={fault ? { password: fault } : {}}>
        <TextField name="handle" isRequired autoComplete="username" defaultValue={last?.who}>
          <Label>{t.handle}</Label>
          <Input />
          <FieldError />
        </TextField>
        <TextField name="password" type="password" isRequired autoComplete="current-password">
          <Label>{t.password}</Label>
          <Input />
          <FieldError />
        </TextField>
        <Button type="submit" className="primary" isDisabled={busy}>
          {t.signIn}
        </Button>
      </Form>
    </main>
  );
}

function Demo({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const [found, setFound] = useState<Person[] | null>(null);
  useEffect(() => void people().then(setFound, () => setFound([])), []);
  return (
    <section aria-labelledby="demo">
      <h2 id="demo">{t.start.beSomebody}</h2>
      <p>{found?.length === 0 ? t.start.nobody : t.start.beSomebodyHint}</p>
      <ul className="people">
        {found?.map(({ handle, about, token }) => (
          <li key={handle}>
            <Button className="person" onPress={() => onSignedIn({ who: handle, token, account: null })}>
              <Avatar name={handle} kind={t.start.people[handle]?.kind ?? ""} small />
              <span>
                <strong>{handle}</strong> <small>{t.start.people[handle]?.about ?? about}</small>
              </span>
            </Button>
          </li>
        ))}
      </ul>
      <p>
        <a href="/">{t.start.toStart}</a>
      </p>
    </section>
  );
}

import { useEffect, useState, type FormEvent } from "react";
import { Button, FieldError, Form, Input, Label, TextField } from "react-aria-components";
import { people, signIn, type Person, type Session } from "./session";
import "./start/start.css";
import { t } from "./texts";

/** Who are you? In development mode one of the demo, with one click. */
export function SignIn({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const [demo, setDemo] = useState<Person[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => void people().then(setDemo), []);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    try {
      onSignedIn(await signIn(String(said.get("handle")), String(said.get("password"))));
    } catch (error) {
      setFault((error as Error).message);
    }
  }

  return (
    <main className="entrance">
      <h1>Parley</h1>
      {demo.length > 0 && (
        <section aria-labelledby="demo">
          <h2 id="demo">{t.start.beSomebody}</h2>
          <p>{t.start.beSomebodyHint}</p>
          <ul className="people">
            {demo.map((person) => (
              <li key={person.handle}>
                <Button className="person" onPress={() => onSignedIn({ who: person.handle, token: person.token, account: null })}>
                  <strong>{person.handle}</strong> {person.about}
                </Button>
                <a href={`/console/?as=${person.handle}`} target="_blank" rel="noopener">
                  {t.start.window}
                </a>
              </li>
            ))}
          </ul>
          <p>
            <a href="/graphiql">{t.start.tryQueries}</a>
          </p>
        </section>
      )}
      <Form onSubmit={submit} validationErrors={fault ? { password: fault } : {}}>
        <TextField name="handle" isRequired autoComplete="username">
          <Label>{t.handle}</Label>
          <Input />
          <FieldError />
        </TextField>
        <TextField name="password" type="password" isRequired autoComplete="current-password">
          <Label>{t.password}</Label>
          <Input />
          <FieldError />
        </TextField>
        <Button type="submit" className="primary">
          {t.signIn}
        </Button>
      </Form>
    </main>
  );
}

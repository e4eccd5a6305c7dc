import { useState } from "react";
import { Button, FileTrigger } from "react-aria-components";
import { useLine } from "../live/context";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import type { Picked } from "./draft";

interface PhotoProps {
  picked: Picked | undefined;
  onPick(photo: Picked | null): void;
}

/** A photo, uploaded as it is: the server says whether it is one. */
export function Photo({ picked, onPick }: PhotoProps) {
  const { line } = useLine();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function upload(file: File) {
    setBusy(true);
    setProblem(null);
    try {
      const answer = await fetch("/media", {
        method: "POST",
        headers: { ...line.headers, "Content-Type": file.type },
        body: file,
      });
      const said = (await answer.json()) as { id?: string; errors?: { message: string }[] };
      if (said.id === undefined) setProblem(said.errors?.[0]?.message ?? answer.statusText);
      else onPick({ id: said.id, title: file.name });
    } catch (fault) {
      setProblem(fault instanceof Error ? fault.message : String(fault));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="form">
      <div className="pills">
        <FileTrigger
          acceptedFileTypes={["image/jpeg", "image/png", "image/webp"]}
          onSelect={(files) => files?.[0] && void upload(files[0])}
        >
          <Button isDisabled={busy}>
            <Icon name="picture" /> {picked ? t.bulk.otherPhoto : t.bulk.choosePhoto}
          </Button>
        </FileTrigger>
        {picked && (
          <Button className="chip removable" aria-label={t.bulk.without(picked.title)} onPress={() => onPick(null)}>
            {picked.title} <Icon name="close" />
          </Button>
        )}
      </div>
      {problem !== null && (
        <p role="alert" className="at">
          {problem}
        </p>
      )}
    </div>
  );
}

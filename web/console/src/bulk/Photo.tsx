import { useEffect, useRef, useState } from "react";
import { Button, FileTrigger } from "react-aria-components";
import { useLine } from "../live/context";
import { TYPES, unfit, upload } from "../live/upload";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Refused } from "../ui/Refused";
import { refusalOf, type Refusal } from "../ui/useAct";
import type { Picked } from "./draft";

const WITH_WORDS = TYPES.filter((type) => type !== "image/gif"); // a GIF goes alone

interface PhotoProps {
  picked: Picked | undefined;
  onPick(photo: Picked | null): void;
}

/** A photo, uploaded as soon as it is chosen: the server says whether it is one. */
export function Photo({ picked, onPick }: PhotoProps) {
  const { part, refusal, bring } = useBringing(onPick);
  return (
    <div className="form">
      <div className="pills">
        <FileTrigger acceptedFileTypes={WITH_WORDS} onSelect={(files) => files?.[0] && void bring(files[0])}>
          <Button isDisabled={part !== null}>
            <Icon name="picture" /> {picked ? t.bulk.otherPhoto : t.bulk.choosePhoto}
          </Button>
        </FileTrigger>
        {picked && (
          <Button className="chip removable" aria-label={t.bulk.without(picked.title)} onPress={() => onPick(null)}>
            {picked.title} <Icon name="close" />
          </Button>
        )}
        {part !== null && <progress aria-label={t.thread.uploading} value={part} />}
      </div>
      <Refused refusal={refusal} />
    </div>
  );
}

/** Brings one to the server: how far it is, null while none is on its way, and why one was not taken. */
function useBringing(onPick: PhotoProps["onPick"]) {
  const { line } = useLine();
  const [part, setPart] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const cancel = useRef<AbortController | null>(null);
  useEffect(() => () => cancel.current?.abort(), []);

  async function bring(file: File) {
    const wrong = unfit(file);
    setRefusal(wrong === null ? null : { code: "INVALID_INPUT", detail: wrong, retryAt: null });
    if (wrong !== null) return;
    const { signal } = (cancel.current = new AbortController());
    setPart(0);
    try {
      onPick({ id: await upload(line.headers, file, setPart, signal), title: file.name });
    } catch (fault) {
      if (!signal.aborted) setRefusal(refusalOf(fault));
    } finally {
      setPart(null);
    }
  }
  return { part, refusal, bring };
}

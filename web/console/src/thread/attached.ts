import { useEffect, useMemo, useRef, useState } from "react";
import { held } from "../live/drafts";
import { fresh } from "../live/ids";
import type { Said } from "../live/outbox";
import { unfit } from "../live/upload";
import { t } from "../texts";

const MOST = 10; // pictures at once

export interface Chosen {
  id: string;
  file: File;
  url: string;
}

/** The invitation that offers products, with the name of what it is into: they go at its rates. */
export interface Via {
  invitation: string;
  name: string;
}

/** What goes with a text, or by itself: pictures, products, or a list of them. */
export type Attachment =
  | { kind: "pictures"; pictures: readonly Chosen[] }
  | { kind: "products"; products: readonly { id: string; title: string }[]; via?: Via }
  | { kind: "list"; id: string; title: string };

export interface Attached {
  it: Attachment | null;
  /** Why a file was not taken. */
  problem: string | null;
  add(files: readonly File[]): void;
  choose(it: Attachment): void;
  remove(id: string): void;
  clear(): void;
}

/** What was chosen to be sent in a conversation, until it is: another one may be looked at meanwhile. */
export function useAttached(conversation: string): Attached {
  const [it, setIt] = useState<Attachment | null>(held.get(conversation) ?? null);
  const [problem, setProblem] = useState<string | null>(null);
  const shown = useRef<readonly string[]>([]);
  useEffect(() => {
    if (it === null) held.delete(conversation);
    else held.set(conversation, it);
    const urls = it?.kind === "pictures" ? it.pictures.map(({ url }) => url) : [];
    shown.current.filter((url) => !urls.includes(url)).forEach((url) => URL.revokeObjectURL(url));
    shown.current = urls;
  }, [conversation, it]);
  return useMemo(
    () => ({
      it,
      problem,
      add(files) {
        const before = it?.kind === "pictures" ? it.pictures : [];
        const fit = files.filter((file) => unfit(file) === null);
        const room = fit.slice(0, MOST - before.length);
        const refused = files.map(unfit).find((one) => one !== null) ?? null;
        setProblem(refused ?? (room.length < fit.length ? t.thread.atOnce(MOST) : null));
        const chosen = room.map((file) => ({ id: fresh(), file, url: URL.createObjectURL(file) }));
        if (chosen.length > 0) setIt({ kind: "pictures", pictures: [...before, ...chosen] });
      },
      choose(next) {
        setProblem(null);
        setIt(next);
      },
      remove(id) {
        setProblem(null);
        if (it?.kind === "pictures" && it.pictures.length > 1) {
          setIt({ kind: "pictures", pictures: it.pictures.filter((one) => one.id !== id) });
        } else if (it?.kind === "products" && it.products.length > 1) {
          setIt({ ...it, products: it.products.filter((one) => one.id !== id) });
        } else setIt(null);
      },
      clear() {
        setProblem(null);
        setIt(null);
      },
    }),
    [it, problem],
  );
}

const moves = (file: File) => file.type === "image/gif";

/** The messages that text and attachment are, in order, and the text that can go with none of them. */
export function messagesOf(it: Attachment | null, text: string): { said: Said[]; left: string } {
  if (it === null) return { said: text ? [{ content: { text }, text }] : [], left: "" };
  if (it.kind === "list")
    return { said: [{ content: { productListId: it.id }, text: "", titles: [it.title] }], left: text };
  if (it.kind === "products") {
    const productIds = it.products.map(({ id }) => id);
    const products = { productIds, text: text || null, invitationId: it.via?.invitation ?? null };
    const titles = it.products.map(({ title }) => title);
    return { said: [{ content: { products }, text, titles }], left: "" };
  }
  const with_ = it.pictures.find(({ file }) => !moves(file))?.id; // a GIF goes alone
  const said = it.pictures.map(({ id, file }) => {
    const words = id === with_ ? text : "";
    return { content: { media: { mediaId: "", text: words || null } }, text: words, file };
  });
  return { said, left: with_ === undefined ? text : "" };
}

import { t } from "../texts";
import { Refused } from "./environment";

const STILL = 60_000; // milliseconds in which nothing goes on: given up, to be tried again
const LARGEST = 10 * 1024 * 1024;
export const TYPES = ["image/jpeg", "image/png", "image/webp", "image/gif"];

/** Why a file would not be taken, as far as can be told before it is sent; the server decides by its bytes. */
export function unfit(file: File): string | null {
  if (!TYPES.includes(file.type)) return t.thread.wrongType(file.name);
  return file.size > LARGEST ? t.thread.tooLarge(file.name) : null;
}

/** Bring a picture to the server; the id that it has there. `fetch` would tell nothing of how far it is. */
export function upload(
  headers: Readonly<Record<string, string>>,
  file: File,
  progress: (part: number) => void,
  cancel: AbortSignal,
): Promise<string> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/media");
    for (const [name, value] of Object.entries(headers)) {
      if (name !== "Content-Type") request.setRequestHeader(name, value);
    }
    let stands: ReturnType<typeof setTimeout> | undefined;
    function goesOn() {
      clearTimeout(stands);
      stands = setTimeout(() => request.abort(), STILL);
    }
    request.upload.onprogress = ({ loaded, total }) => {
      goesOn();
      progress(total > 0 ? loaded / total : 0);
    };
    request.onload = () => {
      if (request.status === 201) done((JSON.parse(request.responseText) as { id: string }).id);
      else fail(refusal(request, file));
    };
    request.onerror = () => fail(new Error("the server did not answer"));
    request.onabort = () => fail(cancel.aborted ? (cancel.reason as Error) : new Error("the upload stood still"));
    request.onloadend = () => clearTimeout(stands);
    cancel.addEventListener("abort", () => request.abort());
    goesOn();
    request.send(file);
  });
}

// A server that is away, or in trouble, may take it later; what it says against the file stays so.
function refusal(request: XMLHttpRequest, file: File): Error {
  const { status } = request;
  const wait = Number(request.getResponseHeader("Retry-After")) || null;
  if (status === 429) return new Refused("RATE_LIMITED", t.thread.tooMany, null, wait);
  if (status === 413) return new Refused("INVALID_INPUT", t.thread.tooLarge(file.name));
  if (status === 415) return new Refused("INVALID_INPUT", t.thread.wrongType(file.name));
  if (status === 422) return new Refused("INVALID_INPUT", t.thread.damaged(file.name));
  if (status === 401) return new Refused("UNAUTHENTICATED", said(request) ?? t.fault);
  if (status === 500) return new Refused("INTERNAL", said(request) ?? t.fault);
  if (status === 403) return new Refused("FORBIDDEN", said(request) ?? t.fault);
  return new Error(said(request) ?? `${status}`);
}

function said(request: XMLHttpRequest): string | null {
  try {
    return (JSON.parse(request.responseText) as { errors: { message: string }[] }).errors[0]?.message ?? null;
  } catch {
    return null;
  }
}

import { Suspense, useEffect, useLayoutEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { Button, FileTrigger, TextArea, TextField } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import type { Composer_side$key } from "../__generated__/Composer_side.graphql";
import { useLine } from "../live/context";
import { draftOf, keepDraft } from "../live/drafts";
import { TYPES } from "../live/upload";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { keen } from "../ui/keen";
import { useViewer } from "../viewer";
import { messagesOf, type Attached } from "./attached";
import { Attachments } from "./Attachments";
import { Closed, Left } from "./Closed";
import { Failing } from "./Failing";
import "./composer.css";
import { useTellTyping } from "./typing";

const Replies = keen(() => import("./Replies"));
const Products = keen(() => import("./Products"));
const Later = keen(() => import("./Later"));
const Scheduled = keen(() => import("./Scheduled"));

const LONGEST = 2000;
const LONG = 1800; // from here on it is said how much is left
const touched = matchMedia("(pointer: coarse)"); // there, Enter begins a line

interface ComposerProps {
  conversation: string;
  side: Composer_side$key;
  name: string;
  attached: Attached;
}

/** Where to write. What is written is kept for this tab, until it is sent. */
export function Composer({ conversation, side, name, attached }: ComposerProps) {
  const { outbox } = useLine();
  const it = useFragment(
    graphql`
      fragment Composer_side on Conversation {
        counterpart {
          id
        }
        canSend {
          allowed
          remaining
          problem {
            __typename
            code
            detail
            retryAt
            ... on AwaitingReply {
              limit
            }
            ... on QuotaExhausted {
              limit
            }
            ... on FollowerLimit {
              limit
              followers
            }
          }
        }
      }
    `,
    side,
  );
  const [text, setText] = useState(() => draftOf(conversation));
  const [open, setOpen] = useState<"replies" | "products" | "later" | null>(null);
  const [scheduled, setScheduled] = useState(0);
  const typing = useTellTyping(conversation);
  const area = useRef<HTMLTextAreaElement>(null);
  useGrowing(area, text);
  const { said, left } = messagesOf(attached.it, text.trim());
  const { allowed } = it.canSend;

  function write(next: string) {
    if (next === "/" && text === "") return setOpen("replies");
    setText(next);
    keepDraft(conversation, next);
    if (next) typing.types();
    else typing.stops();
  }

  function sent() {
    attached.clear();
    typing.stops();
    write(left);
  }

  function send() {
    if (said.length === 0 || !allowed) return;
    said.forEach((one) => outbox.send(conversation, one));
    sent();
    area.current?.focus();
  }

  function key(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || touched.matches) return;
    event.preventDefault();
    send();
  }

  function paste(event: ClipboardEvent) {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    attached.add(files);
  }

  const close = () => {
    setOpen(null);
    area.current?.focus();
  };
  return (
    <div className="composer">
      <Failing>
        {(attempt) => (
          <Suspense fallback={null}>
            <Scheduled conversation={conversation} news={scheduled + attempt} />
          </Suspense>
        )}
      </Failing>
      <Closed conversation={conversation} account={it.counterpart.id} check={it.canSend} name={name} />
      {allowed && <Left remaining={it.canSend.remaining ?? null} />}
      <Attachments attached={attached} left={left !== "" && attached.it !== null} />
      <div className="writing">
        <Tools attached={attached} onOpen={setOpen} allowed={allowed} />
        <TextField aria-label={t.thread.write(name)} value={text} onChange={write} maxLength={LONGEST} onKeyDown={key}>
          <TextArea ref={area} placeholder={t.thread.write(name)} rows={1} onPaste={paste} />
        </TextField>
        {text.length > LONG && <small className="length">{LONGEST - text.length}</small>}
        <Button className="bare" aria-label={t.thread.later} isDisabled={said.length === 0} onPress={() => setOpen("later")}>
          <Icon name="clock" />
        </Button>
        <Button className="primary send" aria-label={t.thread.send} isDisabled={said.length === 0 || !allowed} onPress={send}>
          <Icon name="send" />
        </Button>
      </div>
      <Failing>
        {() => (
          <Suspense fallback={null}>
            {open === "replies" && (
              <Replies
                name={name}
                trigger={area}
                onClose={close}
                onInsert={(words) => write(text ? `${text} ${words}` : words)}
                onSend={allowed ? (reply) => outbox.send(conversation, reply) : null}
              />
            )}
            {open === "products" && <Products onClose={close} onChoose={attached.choose} />}
            {open === "later" && (
              <Later
                conversation={conversation}
                said={said}
                onClose={close}
                onDone={() => {
                  sent();
                  setScheduled((count) => count + 1);
                  close();
                }}
              />
            )}
          </Suspense>
        )}
      </Failing>
    </div>
  );
}

interface ToolsProps {
  attached: Attached;
  allowed: boolean;
  onOpen(what: "replies" | "products"): void;
}

function Tools({ attached, onOpen }: ToolsProps) {
  const { kind } = useViewer().account;
  return (
    <div className="tools">
      <FileTrigger acceptedFileTypes={TYPES} allowsMultiple onSelect={(files) => files && attached.add([...files])}>
        <Button className="bare" aria-label={t.thread.attach}>
          <Icon name="picture" />
        </Button>
      </FileTrigger>
      <Button className="bare" aria-label={t.thread.replies} onPress={() => onOpen("replies")}>
        <Icon name="saved" />
      </Button>
      {kind !== "CREATOR" && (
        <Button className="bare" aria-label={kind === "SELLER" ? t.thread.products : t.thread.lists} onPress={() => onOpen("products")}>
          <Icon name="bag" />
        </Button>
      )}
    </div>
  );
}

/** As high as what is written, up to what the style allows. */
function useGrowing(area: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight + element.offsetHeight - element.clientHeight}px`;
  }, [area, text]);
  useEffect(() => {
    if (!touched.matches) area.current?.focus({ preventScroll: true }); // on a phone it would bring up the keyboard
  }, [area]);
}

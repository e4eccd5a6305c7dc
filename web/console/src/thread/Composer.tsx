import { Suspense, useState } from "react";
import { Button, FileTrigger, TextArea, TextField } from "react-aria-components";
import { graphql, useFragment } from "react-relay";
import type { Composer_side$key } from "../__generated__/Composer_side.graphql";
import { TYPES } from "../live/upload";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { keen } from "../ui/keen";
import { useViewer } from "../viewer";
import type { Attached } from "./attached";
import { Attachments } from "./Attachments";
import { Closed, Left } from "./Closed";
import { Failing } from "./Failing";
import "./composer.css";
import { useWriting, type Writing } from "./writing";

const Replies = keen(() => import("./Replies"));
const Products = keen(() => import("./Products"));
const Later = keen(() => import("./Later"));
const Scheduled = keen(() => import("./Scheduled"));

const LONGEST = 2000;
const LONG = 1800; // from here on it is said how much is left

type Tool = "replies" | "products" | "later";

interface ComposerProps {
  conversation: string;
  side: Composer_side$key;
  name: string;
  attached: Attached;
}

const SIDE = graphql`
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
`;

/** Where to write. What is written is kept for this tab, until it is sent. */
export function Composer({ conversation, side, name, attached }: ComposerProps) {
  const it = useFragment(SIDE, side);
  const [open, setOpen] = useState<Tool | null>(null);
  const [scheduled, setScheduled] = useState(0);
  const { allowed } = it.canSend;
  const writing = useWriting(conversation, attached, allowed, () => setOpen("replies"));
  const { area, left } = writing;
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
        <Tools attached={attached} onOpen={setOpen} />
        <Words writing={writing} name={name} />
        <Going writing={writing} allowed={allowed} onLater={() => setOpen("later")} />
      </div>
      <Opened
        {...{ open, conversation, name, attached, allowed, writing }}
        account={it.counterpart.id}
        onClose={() => {
          setOpen(null);
          area.current?.focus();
        }}
        onScheduled={() => {
          writing.sent();
          setScheduled((count) => count + 1);
        }}
      />
    </div>
  );
}

function Words({ writing, name }: { writing: Writing; name: string }) {
  const { area, text, write, key, paste } = writing;
  return (
    <TextField aria-label={t.thread.write(name)} value={text} onChange={write} maxLength={LONGEST} onKeyDown={key}>
      <TextArea ref={area} placeholder={t.thread.write(name)} rows={1} onPaste={paste} />
    </TextField>
  );
}

/** What lets it go: now, or later. */
function Going({ writing, allowed, onLater }: { writing: Writing; allowed: boolean; onLater(): void }) {
  const { text, said, send } = writing;
  const none = said.length === 0;
  return (
    <>
      {text.length > LONG && <small className="length">{LONGEST - text.length}</small>}
      <Button className="bare" aria-label={t.thread.later} isDisabled={none} onPress={onLater}>
        <Icon name="clock" />
      </Button>
      <Button className="primary send" aria-label={t.thread.send} isDisabled={none || !allowed} onPress={send}>
        <Icon name="send" />
      </Button>
    </>
  );
}

interface OpenedProps {
  open: Tool | null;
  conversation: string;
  account: string; // the counterpart's
  name: string;
  attached: Attached;
  allowed: boolean;
  writing: Writing;
  onClose(): void;
  onScheduled(): void;
}

/** What is opened above the composer: loaded then. */
function Opened({ open, conversation, account, name, attached, allowed, writing, ...on }: OpenedProps) {
  const done = () => {
    on.onScheduled();
    on.onClose();
  };
  return (
    <Failing>
      {() => (
        <Suspense fallback={null}>
          {open === "replies" && (
            <Replies
              name={name}
              trigger={writing.area}
              onClose={on.onClose}
              onInsert={writing.insert}
              onSend={allowed ? writing.reply : null}
            />
          )}
          {open === "products" && (
            <Products to={{ conversation, id: account, name }} onClose={on.onClose} onChoose={attached.choose} />
          )}
          {open === "later" && (
            <Later conversation={conversation} said={writing.said} onClose={on.onClose} onDone={done} />
          )}
        </Suspense>
      )}
    </Failing>
  );
}

interface ToolsProps {
  attached: Attached;
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
        <Button
          className="bare"
          aria-label={kind === "SELLER" ? t.thread.products : t.thread.lists}
          onPress={() => onOpen("products")}
        >
          <Icon name="bag" />
        </Button>
      )}
    </div>
  );
}

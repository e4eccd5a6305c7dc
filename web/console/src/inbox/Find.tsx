import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { Button } from "react-aria-components";
import { t } from "../texts";
import { Icon } from "../ui/Icon";

const PAUSE = 250; // so many milliseconds without a key, and it is looked for

/** What somebody writes, once they pause; at once where it was emptied. */
export function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), text === "" ? 0 : PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

/** Where to write what to look for. `/` leads here, Escape away, the arrow down to what was found. */
export function Find({ text, onText }: { text: string; onText(text: string): void }) {
  const input = useRef<HTMLInputElement>(null);
  useSlash(input);
  function leave() {
    onText("");
    input.current?.blur();
  }
  function key(event: KeyboardEvent) {
    if (event.key === "Escape") leave();
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    document.querySelector<HTMLElement>(".inbox .hit, .inbox .row[tabindex='0']")?.focus();
  }
  return (
    <div className="find" role="search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        value={text}
        placeholder={t.inbox.search.label}
        aria-label={t.inbox.search.label}
        aria-keyshortcuts="/"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={key}
      />
      {text === "" ? (
        <kbd aria-hidden="true">/</kbd>
      ) : (
        <Button className="bare" aria-label={t.inbox.search.leave} onPress={leave}>
          <Icon name="close" />
        </Button>
      )}
    </div>
  );
}

/** A slash leads there, from wherever nothing is written. */
function useSlash(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    function come(event: globalThis.KeyboardEvent) {
      const writing = (event.target as Element).closest("input, textarea, select, [contenteditable], [role=dialog]");
      if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.select();
      input.current?.focus();
    }
    document.addEventListener("keydown", come);
    return () => document.removeEventListener("keydown", come);
  }, [input]);
}

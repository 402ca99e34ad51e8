// The composer: grows with the text, sends on Enter, and never loses what was typed.
//
// Text stays here, and in this browser's storage, until the server says it has the message.
// A request keeps its id until then: pressing Enter five times is still one message.

import { ArrowUp, Square } from "lucide-react";
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { useAddress } from "$/public/app/address.js";
import { activeProject, activeTeam } from "$/public/app/scope.js";
import { readUser, subscribeUser } from "$/public/auth/identity.js";
import { isWaiting, readMessage, stopAt, subscribeMessage, unstop } from "$/public/chat/message-store.js";
import { onSuggest } from "$/public/chat/suggestions.js";
import { forgetAccepted, keepDraft, readDraft } from "$/public/composer/drafts.js";
import { MESSAGE_CHARS } from "$/public/contract.js";
import { ModelNotice } from "$/public/models/picker.jsx";
import { isFilesOnly, useDroppedFiles } from "$/public/ui/file-drop.js";
import { focusComposer } from "$/public/ui/focus.js";
import { newId } from "$/public/ui/ids.js";
import { sends, useEnterHint } from "$/public/ui/keys.js";
import { CHAT } from "$/public/words/chat.js";

const words = CHAT.composer;

// In characters, as the server counts them; a text below the limit isn't counted.
const lengthOf = (text) => (text.length > MESSAGE_CHARS ? [...text].length : text.length);

// What is said of a reply that isn't over.
const BUSY = [words.running, words.waits];

// Whether a reply waits for an answer, rather than that it is written.
const useAsks = (running) => {
  const subscribe = useCallback(subscribeMessage(running), [running]);
  const read = () => isWaiting(readMessage(running));
  return useSyncExternalStore(subscribe, read, () => false);
};

export const Composer = memo((props) => {
  const { shown, accepted, refusal, model, onSend, onStop, onGap, onModel, children } = props;
  // From the address, which stays true when the server has forgotten this tab.
  const { chatId: wanted, key } = useAddress();
  // A reply that runs in the chat that was just left doesn't concern the one in the address.
  const running = shown === wanted ? props.running : "";
  const asks = useAsks(running);
  const chatId = wanted || "new";
  const person = useSyncExternalStore(subscribeUser, readUser, () => "");
  const [draft, setDraft] = useState({ text: "", id: "" });
  const [waiting, setWaiting] = useState("");
  const [stopping, setStopping] = useState("");
  const [problem, setProblem] = useState("");
  const enterHint = useEnterHint();
  const field = useRef(null);
  const at = useRef(null);
  const begun = useRef(""); // the request that begins a chat here, until the chat has its address

  const change = (text, id = newId()) => {
    const next = { text, id: text ? id : "" };
    setDraft(next);
    setProblem((now) => (now === words.noFiles ? "" : now));
    keepDraft(at.current, next);
  };

  // In a layout effect: what is typed next belongs to the chat that is shown then.
  useLayoutEffect(() => {
    // A new chat gets its address a moment after its first message: the text typed since then is kept.
    const carried = at.current === "new" && chatId !== "new" && begun.current;
    const moved = at.current !== chatId;
    at.current = chatId;
    begun.current = "";
    if (carried) {
      keepDraft(chatId, readDraft("new"));
      keepDraft("new", null);
      return;
    }
    const kept = readDraft(chatId);
    setDraft({ text: kept.text ?? "", id: kept.id ?? "" });
    setProblem("");
    // Not while the user types elsewhere, for example a chat's title; where only the list has arrived,
    // they may be doing anything.
    const focused = document.activeElement;
    const elsewhere = moved ? focused?.matches("aside input") : focused !== document.body;
    if (!elsewhere) field.current?.focus({ preventScroll: true });
  }, [chatId, person]);

  // "New chat", also where the one that was begun has no address yet.
  useEffect(() => {
    begun.current = "";
  }, [key]);

  useEffect(() => {
    if (!accepted) return;
    forgetAccepted(accepted);
    setDraft((now) => (now.id === accepted ? { text: "", id: "" } : now));
    setWaiting("");
    setProblem("");
  }, [accepted]);

  useEffect(() => {
    setWaiting("");
    setProblem(refusal?.sentence ?? "");
    if (refusal?.sentence) {
      begun.current = "";
      setStopping("");
      unstop(onGap);
    }
  }, [refusal]);

  useEffect(() => {
    setStopping("");
  }, [running]);

  useEffect(() => {
    // The refusal may be here before the page learns which reply it is about.
    const now = running && (asks ? words.waits : words.running);
    setProblem((said) => (said !== now && BUSY.includes(said) ? now : said));
  }, [running, asks]);

  // The refusal was about another model.
  useEffect(() => setProblem(""), [model?.id]);

  useLayoutEffect(() => {
    field.current.style.height = "auto";
    field.current.style.height = `${field.current.scrollHeight}px`;
  }, [draft.text]);

  const send = (text = draft.text, id = draft.id) => {
    // The server waits until a reply that is being stopped has ended, and then sends.
    if (!text.trim()) return;
    if (running && stopping !== running) {
      setProblem(asks ? words.waits : words.running);
      return;
    }
    if (lengthOf(text) > MESSAGE_CHARS) return;
    const where = { project: activeProject(), team: activeTeam() };
    if (chatId !== "new") where.chat = chatId;
    else if (begun.current) where.begun_by = begun.current;
    else begun.current = id;
    setWaiting(id);
    onSend(text, id, where);
  };

  const refuseFiles = () => setProblem(words.noFiles);
  useDroppedFiles(refuseFiles);
  const onPaste = (event) => {
    if (!isFilesOnly(event.clipboardData)) return;
    event.preventDefault();
    refuseFiles();
  };

  useEffect(() =>
    onSuggest((text) => {
      const id = newId();
      change(text, id);
      send(text, id);
    }),
  );

  const onKeyDown = (event) => {
    if (!sends(event)) return;
    event.preventDefault();
    send();
  };

  const length = lengthOf(draft.text);
  const said = length > MESSAGE_CHARS ? words.tooLong : problem;

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <ModelNotice shown={model} isNew={chatId === "new"} onChoose={onModel} />
      {said && said !== model?.problem && (
        <p className="failure" role="alert">
          {said}
        </p>
      )}
      <div className="composer-box" data-waiting={Boolean(waiting)}>
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          enterKeyHint={enterHint}
          aria-label={words.message}
          placeholder={words.placeholder}
          value={draft.text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <div className="composer-tools">
          {children}
          {length > MESSAGE_CHARS && (
            <span className="composer-count">{words.count(length, MESSAGE_CHARS)}</span>
          )}
          {running ? (
            <button
              type="button"
              className="send stop"
              aria-label={words.stop}
              title={stopping === running ? words.stopping : words.stop}
              disabled={stopping === running}
              onClick={() => {
                setStopping(running);
                onStop(stopAt(running));
                focusComposer();
              }}
            >
              <Square size={13} fill="currentColor" aria-hidden />
            </button>
          ) : (
            <button
              type="submit"
              className="send"
              aria-label={words.send}
              title={words.send}
              disabled={!draft.text.trim() || length > MESSAGE_CHARS}
            >
              <ArrowUp size={17} aria-hidden />
            </button>
          )}
        </div>
      </div>
    </form>
  );
});

// A question being asked in other words, in its own place. Kept until the server has it.

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { keepDraft, readDraft } from "$/public/drafts.js";
import { newId } from "$/public/ids.js";
import { CHAT } from "$/public/words/chat.js";

export const editPlace = (id) => `edit:${id}`;

export const Editing = ({ message, onAsk, onClose }) => {
  const place = editPlace(message.id);
  const [draft, setDraft] = useState(() => {
    const kept = readDraft(place);
    return kept.text ? kept : { text: message.text, id: newId() };
  });
  const field = useRef(null);
  useEffect(() => {
    field.current.focus();
    field.current.setSelectionRange(draft.text.length, draft.text.length);
  }, []);
  useLayoutEffect(() => {
    field.current.style.height = "auto";
    field.current.style.height = `${field.current.scrollHeight}px`;
  }, [draft.text]);
  const change = (text) => {
    const next = { text, id: newId() };
    setDraft(next);
    keepDraft(place, next);
  };
  const cancel = () => {
    keepDraft(place, null);
    onClose();
  };
  const ask = () => {
    if (!draft.text.trim()) return;
    keepDraft(place, draft);
    onAsk(message.id, draft.text, draft.id);
  };
  const onKeyDown = (event) => {
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key === "Escape") cancel();
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    ask();
  };
  return (
    <form
      className="editing"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        aria-label={CHAT.editing.question}
        value={draft.text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="editing-tools">
        <button type="button" className="quiet" onClick={cancel}>
          {CHAT.editing.cancel}
        </button>
        <button type="submit" className="primary" disabled={!draft.text.trim()}>
          {CHAT.editing.ask}
        </button>
      </div>
    </form>
  );
};

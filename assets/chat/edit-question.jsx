// A question being asked in other words, in its own place. Kept until the server has it.

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { keepDraft, readDraft } from "$/public/composer/drafts.js";
import { focusComposer } from "$/public/ui/focus.js";
import { newId } from "$/public/ui/ids.js";
import { composing, sends, useEnterHint } from "$/public/ui/keys.js";
import { CHAT } from "$/public/words/chat.js";

const editPlace = (id) => `edit:${id}`;

// Whether an edit was open when the page was left.
export const wasEditing = (id) => {
  const kept = readDraft(editPlace(id));
  return Boolean(kept.text) && !kept.left;
};

export const Editing = ({ message, onAsk, onClose }) => {
  const place = editPlace(message.id);
  const [draft, setDraft] = useState(() => {
    const kept = readDraft(place);
    return kept.text ? { text: kept.text, id: kept.id } : { text: message.text, id: newId() };
  });
  const enterHint = useEnterHint();
  const field = useRef(null);
  useEffect(() => {
    if (readDraft(place).left) keepDraft(place, draft);
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
  // Escape is pressed by mistake, too: what was typed is there again with the next "Edit".
  const leave = () => {
    keepDraft(place, draft.text === message.text ? null : { ...draft, left: true });
    onClose();
  };
  const ask = () => {
    if (!draft.text.trim()) return;
    keepDraft(place, draft);
    onAsk(message.id, draft.text, draft.id);
    focusComposer();
  };
  const onKeyDown = (event) => {
    if (event.key === "Escape" && !composing(event)) leave();
    if (!sends(event)) return;
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
        enterKeyHint={enterHint}
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

// A chat's title being typed in its row. Enter and leaving save, Escape doesn't.

import { useEffect, useId, useRef, useState } from "react";
import { asTitle, titleProblem } from "$/public/sidebar/chat-actions.js";
import { composing } from "$/public/ui/keys.js";
import { SIDEBAR } from "$/public/words/sidebar.js";

export const RenameField = ({ title, onSave, onClose }) => {
  const [text, setText] = useState(title);
  const [problem, setProblem] = useState("");
  const field = useRef(null);
  const over = useRef(false);
  const why = useId();
  useEffect(() => {
    over.current = false;
    field.current.focus();
    field.current.select();
  }, []);
  const close = (stay) => {
    over.current = true;
    onClose(stay);
  };
  const save = (stay) => {
    if (over.current) return;
    const wanted = asTitle(text);
    const reason = titleProblem(wanted);
    setProblem(reason);
    if (reason) return;
    if (wanted !== title) onSave(wanted);
    close(stay);
  };
  const onKeyDown = (event) => {
    event.stopPropagation();
    if (composing(event)) return;
    if (event.key === "Enter") save(true);
    if (event.key === "Escape") close(true);
  };
  return (
    <div className="rename">
      <input
        ref={field}
        dir="auto"
        aria-label={SIDEBAR.title.name}
        aria-invalid={Boolean(problem)}
        aria-describedby={problem ? why : undefined}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => save(false)}
      />
      {problem && (
        <p id={why} className="failure" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
};

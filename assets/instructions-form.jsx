// The field for one level's instructions, with buttons that put variables in.

import { useEffect, useId, useRef, useState } from "react";
import { ask } from "$/public/api.js";
import { Form } from "$/public/form.jsx";
import { INSTRUCTIONS as words } from "$/public/words/studio-instructions.js";

const MEANWHILE = /ChangedMeanwhile$/;

// `written` is { text, mark } as stored, `typed` what replaces it once it is saved, null for nothing.
// Whoever would overwrite what somebody else wrote meanwhile is told so, and may then save again.
export const InstructionsForm = ({ name, path, written, typed, variables, longest, onType, onSaved }) => {
  const box = useRef(null);
  const opened = useRef(null);
  const id = useId();
  const [saved, setSaved] = useState(false);
  const text = typed ?? written.text;
  const chars = [...text].length;
  const type = (next) => {
    opened.current ??= written.mark;
    setSaved(false);
    onType(next);
  };
  useEffect(() => {
    if (typed === null) opened.current = null;
  }, [typed]);
  const save = async () => {
    setSaved(false);
    const answer = await ask(path, { text, mark: opened.current ?? written.mark });
    if (!answer.ok && !MEANWHILE.test(answer.kind)) return answer;
    await onSaved();
    opened.current = null;
    if (!answer.ok) return answer;
    onType(null);
    setSaved(true);
  };
  const insert = (variable) => {
    const { selectionStart, selectionEnd } = box.current;
    box.current.setRangeText(`{{${variable}}}`, selectionStart, selectionEnd, "end");
    box.current.focus();
    type(box.current.value);
  };
  const beside = (
    <>
      {typed !== null && typed !== written.text && (
        <button type="button" className="secondary" onClick={() => onType(null)}>
          {words.undo}
        </button>
      )}
      <span className="saved" role="status">
        {saved && words.saved}
      </span>
    </>
  );
  return (
    <Form className="instructions-form" action={words.save} busy={words.saving} beside={beside} onSend={save}>
      <div className="instructions-box">
        <textarea
          ref={box}
          aria-label={words.label(name)}
          aria-describedby={`${id}count`}
          aria-invalid={chars > longest || undefined}
          dir="auto"
          rows={5}
          placeholder={words.placeholder}
          value={text}
          onChange={(event) => type(event.target.value)}
        />
        <div className="instructions-under">
          <div className="instructions-variables" role="group" aria-label={words.insert}>
            {variables.map((variable) => (
              <button
                key={variable}
                type="button"
                title={`{{${variable}}}`}
                onClick={() => insert(variable)}
              >
                {words.variables[variable] ?? variable}
              </button>
            ))}
          </div>
          <small id={`${id}count`} data-over={chars > longest || undefined}>
            {words.count(chars, longest)}
          </small>
        </div>
      </div>
    </Form>
  );
};

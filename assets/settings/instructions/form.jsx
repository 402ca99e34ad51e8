// The field for one level's instructions. What is typed stays until it is saved or discarded.

import { useId, useRef, useState } from "react";
import { ask } from "$/public/app/api.js";
import { Variables } from "$/public/settings/instructions/variables.jsx";
import { Form } from "$/public/ui/form.jsx";
import { INSTRUCTIONS as words } from "$/public/words/studio-instructions.js";

const MEANWHILE = /ChangedMeanwhile$/;

// `written` is { text, mark } as stored, `draft` what replaces it once it is saved; `onSaved` looks
// anew and returns what is written then. Whoever would overwrite what somebody else wrote meanwhile is
// told so, and may then save again.
export const InstructionsForm = ({ name, path, written, draft, longest, onSaved }) => {
  const box = useRef(null);
  const saving = useRef(false);
  const id = useId();
  const [saved, setSaved] = useState(false);
  const typed = draft.now();
  const text = typed?.text ?? written.text;
  const chars = [...text].length;
  const type = (next) => {
    setSaved(false);
    const mark = draft.now()?.mark ?? written.mark;
    draft.keep(next === written.text && !saving.current ? null : { text: next, mark });
  };
  const send = async (sent) => {
    const answer = await ask(path, sent);
    const meanwhile = MEANWHILE.test(answer.kind);
    if (!answer.ok && !meanwhile) return answer;
    const stored = await onSaved();
    const now = draft.now();
    if (meanwhile) {
      if (now && stored) draft.keep({ ...now, mark: stored.mark });
      return answer;
    }
    const more = now && now.text !== sent.text; // typed while this was on its way
    draft.keep(more ? { text: now.text, mark: answer.mark } : null);
    setSaved(!more);
  };
  const save = async () => {
    setSaved(false);
    saving.current = true;
    const refused = await send({ text, mark: typed?.mark ?? written.mark });
    saving.current = false;
    return refused;
  };
  const beside = (
    <>
      {typed !== null && text !== written.text && (
        <button type="button" className="secondary" onClick={() => draft.keep(null)}>
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
          <Variables box={box} onType={type} />
          <small id={`${id}count`} data-over={chars > longest || undefined}>
            {words.count(chars, longest)}
          </small>
        </div>
      </div>
    </Form>
  );
};

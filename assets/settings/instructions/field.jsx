// A growing field for the instructions of one level. What is typed and not saved stays in the browser's
// storage, with the mark of the text that it is to replace.

import { useEffect, useId, useRef, useState } from "react";
import { ask } from "$/public/app/api.js";
import { keepDraft, readDraft } from "$/public/composer/drafts.js";
import { INSTRUCTIONS_CHARS } from "$/public/contract.js";
import { Variables } from "$/public/settings/instructions/variables.jsx";
import { Form } from "$/public/ui/form.jsx";
import { INSTRUCTIONS as words } from "$/public/words/studio-instructions.js";

const MEANWHILE = /ChangedMeanwhile$/;
const TYPING = 400; // milliseconds after the last key until `onType` is called

// `text` and `mark` are what is stored at `path`. `onType` gets what is typed; null while that is what is stored.
export const InstructionsField = ({ teamId, level, name, path, text, mark, onType }) => {
  const place = path.replaceAll("/", ".");
  const id = useId();
  const box = useRef(null);
  const saving = useRef(false);
  const told = useRef(false);
  const [stored, setStored] = useState({ text, mark });
  const [draft, setDraft] = useState(() => readDraft(place));
  const [saved, setSaved] = useState(false);
  const latest = useRef(draft);
  latest.current = draft;
  const typed = draft.text ?? stored.text;
  const base = draft.mark ?? stored.mark;
  const chars = [...typed];
  const over = chars.length > INSTRUCTIONS_CHARS || undefined;
  useEffect(() => setStored({ text, mark }), [text, mark]);
  useEffect(() => {
    const sent = draft.text === undefined ? null : chars.slice(0, INSTRUCTIONS_CHARS + 1).join("");
    const timer = setTimeout(() => onType(sent), told.current ? TYPING : 0);
    told.current = true;
    return () => clearTimeout(timer);
  }, [teamId, draft.text]);
  const keep = (next) => {
    keepDraft(place, next);
    setDraft(next);
  };
  const type = (next) => {
    setSaved(false);
    keep(next === stored.text && !saving.current ? {} : { text: next, mark: base });
  };
  const readAgain = async () => {
    const own = level === "project" || level === "personal";
    const answer = await ask(own ? path : `teams/${teamId}/instructions`);
    return own ? answer : { ok: answer.ok, ...answer[level] };
  };
  const save = async () => {
    setSaved(false);
    saving.current = true;
    const answer = await ask(path, { text: typed, mark: base });
    saving.current = false;
    const meanwhile = MEANWHILE.test(answer.kind);
    if (!answer.ok && !meanwhile) return answer;
    const now = meanwhile ? await readAgain() : answer;
    const next = latest.current.text;
    const more = next !== undefined && (meanwhile || next !== typed);
    if (now.ok) setStored(now);
    keep(more ? { text: next, mark: now.mark } : {});
    setSaved(answer.ok && !more);
    if (meanwhile) return answer;
  };
  const beside = (
    <>
      {typed !== stored.text && (
        <button type="button" className="secondary" onClick={() => keep({})}>
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
          aria-invalid={over}
          dir="auto"
          rows={5}
          placeholder={words.placeholder}
          value={typed}
          onChange={(event) => type(event.target.value)}
        />
        <div className="instructions-under">
          <Variables box={box} onType={type} />
          <small id={`${id}count`} data-over={over}>
            {words.count(chars.length, INSTRUCTIONS_CHARS)}
          </small>
        </div>
      </div>
    </Form>
  );
};

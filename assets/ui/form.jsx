// A form that is sent to the server: once however often it is submitted. A refusal keeps what was typed.

import { useRef, useState } from "react";
import { Problem } from "$/public/ui/field.jsx";

// A refusal is shown at the field that it is about.
const placed = ({ field, ...refused }, form) => ({
  ...refused,
  field: field && form.elements[field] ? field : undefined,
});

// The first field that was left empty, where `missing` has a sentence for it.
const emptyIn = (typed, missing) => {
  const field = Object.keys(missing).find((name) => typed[name] !== undefined && !typed[name].trim());
  return field && { field, sentence: missing[field] };
};

// `onSend` gets what was typed, by name, and returns what was refused, or nothing.
/** @param {Props} props */
export const Form = ({ action, busy, missing = {}, grave = false, className, onSend, children, beside }) => {
  const [problem, setProblem] = useState(null);
  const [sending, setSending] = useState(false);
  const sent = useRef(false);
  const submit = async (event) => {
    event.preventDefault();
    if (sent.current) return;
    const form = event.currentTarget;
    const typed = Object.fromEntries(new FormData(form));
    const empty = emptyIn(typed, missing);
    if (empty) return setProblem(empty);
    sent.current = true;
    setSending(true);
    setProblem(null);
    const refused = await onSend(typed, form);
    sent.current = false;
    setSending(false);
    if (refused) setProblem(placed(refused, form));
  };
  return (
    <Problem.Provider value={problem}>
      <form className={className} noValidate aria-busy={sending} onSubmit={submit}>
        {children}
        {problem && !problem.field && (
          <p className="failure" role="alert">
            {problem.sentence}
          </p>
        )}
        <div className="form-foot">
          <button type="submit" className={grave ? "primary grave" : "primary"} aria-disabled={sending}>
            {sending ? busy : action}
          </button>
          {beside}
        </div>
      </form>
    </Problem.Provider>
  );
};

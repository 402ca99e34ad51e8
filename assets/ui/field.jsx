// A labelled field with its error beside it; a password can be shown.

import { Eye, EyeOff } from "lucide-react";
import { createContext, useContext, useEffect, useId, useRef, useState } from "react";
import { AUTH } from "$/public/words/auth.js";

// An error as { sentence, field }; without a field the form shows it.
export const Problem = createContext(null);

/** @param {Props} props */
export const Field = ({ name, label, hint, type = "text", first = false, reveal, ...rest }) => {
  const problem = useContext(Problem);
  const id = useId();
  const box = useRef(null);
  const [shown, setShown] = useState(false);
  const wrong = problem?.field === name;
  const secret = type === "password";
  useEffect(() => {
    if (first) box.current.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    if (wrong) box.current.focus();
  }, [problem]);
  const said = wrong ? problem.sentence : hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-box">
        <input
          ref={box}
          id={id}
          name={name}
          type={secret && shown ? "text" : type}
          aria-invalid={wrong || undefined}
          aria-describedby={said ? `${id}said` : undefined}
          {...rest}
        />
        {secret && <Reveal shown={shown} words={reveal} onChange={setShown} />}
      </div>
      {said && (
        <p
          id={`${id}said`}
          className={wrong ? "field-wrong" : "field-hint"}
          role={wrong ? "alert" : undefined}
        >
          {said}
        </p>
      )}
    </div>
  );
};

const PASSWORD = { show: AUTH.showPassword, hide: AUTH.hidePassword };

const Reveal = ({ shown, words = PASSWORD, onChange }) => {
  const Icon = shown ? EyeOff : Eye;
  const name = shown ? words.hide : words.show;
  return (
    <button
      type="button"
      className="icon small"
      aria-label={name}
      title={name}
      onClick={() => onChange(!shown)}
    >
      <Icon size={16} aria-hidden />
    </button>
  );
};

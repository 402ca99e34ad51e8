// The fields of a form that a tool asks to fill in, by their kinds.

import { useEffect, useId, useRef } from "react";
import { sends } from "$/public/ui/keys.js";
import { QUESTIONS as words } from "$/public/words/questions.js";

const SEEN_AT_ONCE = 5; // choices; of more, a list opens
const LINE = 300; // characters; a text that may be longer wraps, and its field grows

const INPUTS = {
  email: { type: "email", inputMode: "email", autoComplete: "email" },
  url: { type: "url", inputMode: "url" },
  date: { type: "date" },
  "date-time": { type: "datetime-local" },
  // Of what isn't a number, a number field gives nothing at all: then it couldn't be said why it is wrong.
  number: { type: "text", inputMode: "decimal" },
  integer: { type: "text", inputMode: "numeric" },
};

const RANGES = { number: "number", integer: "number", text: "text", choices: "choices" };

const hintOf = ({ kind, description, least, most }) => {
  const range = words.ranges[RANGES[kind]]?.(least, most);
  return [description, range].filter(Boolean).join(description && range ? " · " : "");
};

// `wrong` is what the server says of it, "" for nothing; `reach`: it is to get the focus then.
export const FormField = ({ field, value, wrong, reach, onChange }) => {
  const id = useId();
  const box = useRef(null);
  useEffect(() => {
    if (wrong && reach) box.current.querySelector("input, textarea, select").focus();
  }, [wrong, reach]);
  const hint = hintOf(field);
  const about = [hint && `${id}hint`, wrong && `${id}wrong`].filter(Boolean).join(" ") || undefined;
  const props = {
    id,
    about,
    field,
    value,
    onChange,
    marks: {
      "aria-invalid": wrong ? true : undefined,
      "aria-describedby": about,
      "aria-required": field.required || undefined,
    },
  };
  return (
    <div className="field" ref={box}>
      <Control {...props} />
      {hint && (
        <p id={`${id}hint`} className="field-hint" dir="auto">
          {hint}
        </p>
      )}
      {wrong && (
        <p id={`${id}wrong`} className="field-wrong" role="alert" dir="auto">
          {wrong}
        </p>
      )}
    </div>
  );
};

const Control = (props) => {
  const { kind, choices, required } = props.field;
  if (kind === "boolean") return <Checkbox {...props} />;
  if (kind === "choices") return <Options {...props} type="checkbox" />;
  // What was chosen among buttons can't be taken back: without an answer, a list has a line of its own.
  const open = required && choices.length <= SEEN_AT_ONCE;
  if (kind === "choice" && open) return <Options {...props} type="radio" />;
  return (
    <>
      <label htmlFor={props.id} dir="auto">
        <Name field={props.field} />
      </label>
      <div className="field-box">{kind === "choice" ? <List {...props} /> : <Input {...props} />}</div>
    </>
  );
};

// `told`: the control itself says to assistive technology that it is required.
const Name = ({ field: { title, required }, told = true }) => (
  <>
    <bdi>{title}</bdi>
    {required && (
      <span className="field-required" aria-hidden={told}>
        {" "}
        {words.required}
      </span>
    )}
  </>
);

const Input = ({ id, field, value, marks, onChange }) => {
  const { name, kind, most } = field;
  const change = (event) => onChange(event.target.value);
  const props = { id, name, value, onChange: change, dir: "auto", autoComplete: "off", ...marks };
  if (kind !== "text" || (most !== null && most <= LINE)) return <input {...props} {...INPUTS[kind]} />;
  const onKeyDown = (event) => {
    if (!sends(event)) return;
    event.preventDefault();
    event.currentTarget.form.requestSubmit();
  };
  return <textarea {...props} rows={1} onKeyDown={onKeyDown} />;
};

const List = ({ id, field, value, marks, onChange }) => (
  <select
    id={id}
    name={field.name}
    value={value}
    onChange={(event) => onChange(event.target.value)}
    {...marks}
  >
    <option value="">{words.choose}</option>
    {field.choices.map(({ value: each, title }) => (
      <option key={each} value={each}>
        {title}
      </option>
    ))}
  </select>
);

const Options = ({ type, field, value, about, onChange }) => {
  const chosen = [value].flat();
  const change = ({ target }) => {
    if (type === "radio") return onChange(target.value);
    const others = chosen.filter((it) => it !== target.value);
    onChange(target.checked ? [...others, target.value] : others);
  };
  return (
    <fieldset className="field-options" aria-describedby={about}>
      <legend dir="auto">
        <Name field={field} told={false} />
      </legend>
      {field.choices.map(({ value: each, title }) => (
        <label key={each}>
          <input
            type={type}
            name={field.name}
            value={each}
            checked={chosen.includes(each)}
            onChange={change}
          />
          <span dir="auto">{title}</span>
        </label>
      ))}
    </fieldset>
  );
};

const Checkbox = ({ id, field, value, marks, onChange }) => (
  <div className="field-options">
    <label>
      <input
        id={id}
        type="checkbox"
        name={field.name}
        checked={value === true}
        onChange={(event) => onChange(event.target.checked)}
        {...marks}
      />
      <span dir="auto">
        <Name field={field} />
      </span>
    </label>
  </div>
);

// A project being made or changed: its name, colour, and what the models in it are told.

import { useEffect, useId, useRef, useState } from "react";
import { Dialog } from "$/public/ui/dialog.jsx";
import { SIDEBAR } from "$/public/words/sidebar.js";

export const COLOURS = ["blue", "teal", "green", "yellow", "orange", "red", "pink", "purple", "grey"];

const words = SIDEBAR.project;

// `form` is { requestId, id, name, colour, revision, problem }, null for none; `known` are a project's
// instructions as they were fetched, at a revision. Saving twice is the same request.
export const ProjectForm = ({ form, known, onSave, onClose }) => {
  const label = form?.id ? words.edit : words.create;
  return (
    <Dialog open={Boolean(form)} label={label} onClose={onClose}>
      {form && <Fields key={form.requestId} {...{ form, known, label, onSave, onClose }} />}
    </Dialog>
  );
};

const Fields = ({ form, known, label, onSave, onClose }) => {
  const [name, setName] = useState(form.name);
  const [colour, setColour] = useState(form.colour);
  const [typed, setTyped] = useState(form.id ? null : "");
  const first = useRef(null);
  const fields = useId();
  useEffect(() => first.current.focus(), []);
  const [opened] = useState(form.revision);
  const fetched = known?.project_id === form.id && known.revision >= opened;
  const instructions = typed ?? (fetched ? known.text : null);
  const save = (event) => {
    event.preventDefault();
    if (instructions !== null) onSave({ name, colour, instructions });
  };
  return (
    <form className="project-form" onSubmit={save}>
      <h2>{label}</h2>
      <label htmlFor={`${fields}name`}>{words.name}</label>
      <input
        ref={first}
        id={`${fields}name`}
        dir="auto"
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Swatches chosen={colour} onChoose={setColour} />
      <label htmlFor={`${fields}instructions`}>{words.instructions}</label>
      <textarea
        id={`${fields}instructions`}
        dir="auto"
        rows={5}
        placeholder={instructions === null ? words.loading : words.hint}
        disabled={instructions === null}
        value={instructions ?? ""}
        onChange={(event) => setTyped(event.target.value)}
      />
      {form.problem && (
        <p className="failure" role="alert">
          {form.problem.sentence}
        </p>
      )}
      <div className="dialog-buttons">
        <button type="button" onClick={onClose}>
          {words.cancel}
        </button>
        <button type="submit" className="primary" disabled={instructions === null}>
          {form.id ? words.save : words.saveNew}
        </button>
      </div>
    </form>
  );
};

export const Swatches = ({ chosen, onChoose }) => (
  <fieldset className="swatches">
    <legend>{words.colour}</legend>
    {COLOURS.map((colour) => (
      <label key={colour} title={words.colours[colour]} style={{ "--dot": `var(--project-${colour})` }}>
        <input
          type="radio"
          name="colour"
          aria-label={words.colours[colour]}
          checked={colour === chosen}
          onChange={() => onChoose(colour)}
        />
      </label>
    ))}
  </fieldset>
);

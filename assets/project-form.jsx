// A project being made or changed: its name, colour, and what the models in it are told.

import { useEffect, useId, useRef, useState } from "react";
import { Dialog } from "$/public/dialog.jsx";

export const COLOURS = ["blue", "teal", "green", "yellow", "orange", "red", "pink", "purple", "grey"];

const word = (colour) => colour[0].toUpperCase() + colour.slice(1);

// `form` is { requestId, id, name, colour, revision, problem }, null for none; `known` are a project's
// instructions as they were fetched, at a revision. Saving twice is the same request.
export const ProjectForm = ({ form, known, onSave, onClose }) => {
  const label = form?.id ? "Edit project" : "New project";
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
      <label htmlFor={`${fields}name`}>Name</label>
      <input
        ref={first}
        id={`${fields}name`}
        dir="auto"
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Swatches chosen={colour} onChoose={setColour} />
      <label htmlFor={`${fields}instructions`}>Instructions</label>
      <textarea
        id={`${fields}instructions`}
        dir="auto"
        rows={5}
        placeholder={instructions === null ? "Loading" : "What models should know or do in this project"}
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
          Cancel
        </button>
        <button type="submit" className="primary" disabled={instructions === null}>
          {form.id ? "Save" : "Create project"}
        </button>
      </div>
    </form>
  );
};

export const Swatches = ({ chosen, onChoose }) => (
  <fieldset className="swatches">
    <legend>Colour</legend>
    {COLOURS.map((colour) => (
      <label key={colour} title={word(colour)} style={{ "--dot": `var(--project-${colour})` }}>
        <input
          type="radio"
          name="colour"
          aria-label={word(colour)}
          checked={colour === chosen}
          onChange={() => onChoose(colour)}
        />
      </label>
    ))}
  </fieldset>
);

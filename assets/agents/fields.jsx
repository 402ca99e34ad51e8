// Fields of an agent that show more than their own text. The form around them keeps what is typed.

import { useEffect, useRef, useState } from "react";
import { AgentAvatar } from "$/public/agents/avatar.jsx";
import { INSTRUCTIONS_CHARS } from "$/public/contract.js";
import { fetchModels, keptModels } from "$/public/models/models.js";
import { ModelBox } from "$/public/models/picker.jsx";
import { Preview } from "$/public/settings/instructions/preview.jsx";
import { Variables } from "$/public/settings/instructions/variables.jsx";
import { typed, useFields } from "$/public/settings/kept-form.jsx";
import { EDITOR } from "$/public/words/studio-agents.js";

// The picture, as it is chosen.
export const AgentPicture = () => {
  const box = useRef(null);
  const { name = "", avatar, colour } = useFields(box);
  return (
    <div ref={box}>
      <AgentAvatar name={name} avatar={avatar} colour={colour} size="large" />
    </div>
  );
};

// What the agent is told, with variables, and all that a model is told with it.
export const AgentInstructions = ({ teamId, label, hint, wrong }) => {
  const box = useRef(null);
  const { instructions = "", name, model } = useFields(box);
  const [open, setOpen] = useState(false);
  const left = INSTRUCTIONS_CHARS - [...instructions].length;
  return (
    <div className="field agent-instructions">
      <label htmlFor="instructions">{label}</label>
      <div className="instructions-box">
        <textarea
          ref={box}
          id="instructions"
          name="instructions"
          dir="auto"
          rows={12}
          aria-invalid={Boolean(wrong) || left < 0 || undefined}
          aria-describedby="instructions-said"
        />
        <div className="instructions-under">
          <Variables box={box} onType={() => typed(box.current)} />
        </div>
      </div>
      <p
        id="instructions-said"
        className={wrong ? "field-wrong" : "field-hint"}
        role={wrong ? "alert" : undefined}
      >
        {wrong || hint}
        {!wrong && left < INSTRUCTIONS_CHARS / 4 && <span data-over={left < 0}> {EDITOR.room(left)}</span>}
      </p>
      <details className="agent-prompt" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{EDITOR.fullPrompt}</summary>
        {open && <Preview teamId={teamId} drafts={{ agent: instructions, agent_name: name, model }} />}
      </details>
    </div>
  );
};

// The model that the agent prefers; `none` is what having none is called.
export const AgentModel = ({ teamId, label, none }) => {
  const box = useRef(null);
  const { model = "" } = useFields(box);
  const [list, setList] = useState(() => keptModels(teamId));
  useEffect(() => {
    fetchModels(teamId).then((answer) => answer.ok && setList(answer));
  }, [teamId]);
  const found = list?.models.find((it) => it.id === model);
  const gone = list ? EDITOR.missingModel(model) : model;
  const choose = ({ id }) => {
    box.current.value = id;
    typed(box.current);
  };
  return (
    <>
      <input ref={box} type="hidden" name="model" />
      <ModelBox
        className="model-box"
        name={model ? (found?.name ?? gone) : none}
        chosen={model}
        onChoose={choose}
        {...{ label, teamId, none }}
      />
    </>
  );
};

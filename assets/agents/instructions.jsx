// What an agent is told, as a field with variables, and all that a model is told with it.

import { useContext, useEffect, useId, useRef, useState } from "react";
import { INSTRUCTIONS_CHARS } from "$/public/contract.js";
import { Preview } from "$/public/settings/instructions/preview.jsx";
import { Variables } from "$/public/settings/instructions/variables.jsx";
import { Problem } from "$/public/ui/field.jsx";
import { EDITOR } from "$/public/words/studio-agents.js";

export const AgentInstructions = ({ team, draft: { settings, set } }) => {
  const problem = useContext(Problem);
  const id = useId();
  const box = useRef(null);
  const wrong = problem?.field === "instructions";
  const left = INSTRUCTIONS_CHARS - [...settings.instructions].length;
  const type = (instructions) => set({ instructions });
  useEffect(() => {
    if (wrong) box.current.focus();
  }, [problem]);
  return (
    <div className="field agent-instructions">
      <label htmlFor={id}>{EDITOR.instructions}</label>
      <div className="instructions-box">
        <textarea
          ref={box}
          id={id}
          name="instructions"
          dir="auto"
          rows={12}
          aria-invalid={wrong || left < 0 || undefined}
          aria-describedby={`${id}said`}
          value={settings.instructions}
          onChange={({ target }) => type(target.value)}
        />
        <div className="instructions-under">
          <Variables box={box} onType={type} />
        </div>
      </div>
      <p id={`${id}said`} className={wrong ? "field-wrong" : "field-hint"} role={wrong ? "alert" : undefined}>
        {wrong ? problem.sentence : EDITOR.instructionsHint}
        {!wrong && left < INSTRUCTIONS_CHARS / 4 && <span data-over={left < 0}> {EDITOR.room(left)}</span>}
      </p>
      <WholePrompt team={team} settings={settings} />
    </div>
  );
};

// Asked for only while it is open.
const WholePrompt = ({ team, settings: { instructions, name, model } }) => {
  const [open, setOpen] = useState(false);
  return (
    <details className="agent-prompt" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{EDITOR.told}</summary>
      {open && <Preview teamId={team} drafts={{ agent: instructions, agent_name: name, model }} />}
    </details>
  );
};

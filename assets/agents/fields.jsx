// What an agent is made of, as fields: name and picture, what it is told, how it answers, for whom.

import { Plus, X } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { AgentAvatar } from "$/public/agents/avatar.jsx";
import { AgentInstructions } from "$/public/agents/instructions.jsx";
import { fetchModels, keptModels } from "$/public/models/models.js";
import { ModelBox } from "$/public/models/picker.jsx";
import { Swatches } from "$/public/projects/form.jsx";
import { Choice } from "$/public/ui/choice.jsx";
import { Field } from "$/public/ui/field.jsx";
import { EDITOR } from "$/public/words/studio-agents.js";

const PICTURES = ["🦉", "🧭", "✍️", "🔍", "🧪", "📚", "🌍", "🎨", "🧮", "🛠️", "🩺", "🌱"];
const STARTERS = 6;
const MIDDLE = 1; // where a temperature begins that is chosen

export const AgentFields = ({ team, draft, alone }) => (
  <>
    <Picture draft={draft} />
    <Field
      name="description"
      label={EDITOR.description}
      hint={EDITOR.descriptionHint}
      autoComplete="off"
      dir="auto"
      value={draft.settings.description}
      onChange={({ target }) => draft.set({ description: target.value })}
    />
    <AgentInstructions team={team} draft={draft} />
    <Starters draft={draft} />
    <Model team={team} draft={draft} />
    <Temperature draft={draft} />
    {!alone && <Who draft={draft} />}
  </>
);

const Picture = ({ draft: { settings, version, set } }) => (
  <div className="agent-picture">
    <AgentAvatar name={settings.name} avatar={settings.avatar} colour={settings.colour} size="large" />
    <div className="agent-name">
      <Field
        name="name"
        label={EDITOR.name}
        first={!version}
        autoComplete="off"
        dir="auto"
        value={settings.name}
        onChange={({ target }) => set({ name: target.value })}
      />
    </div>
    <div className="agent-look" role="group" aria-label={EDITOR.picture}>
      <Field
        name="avatar"
        label={EDITOR.avatar}
        hint={EDITOR.avatarHint}
        autoComplete="off"
        value={settings.avatar}
        onChange={({ target }) => set({ avatar: target.value })}
      />
      <div className="agent-emoji">
        {PICTURES.map((it) => (
          <button
            key={it}
            type="button"
            aria-label={EDITOR.pick(it)}
            aria-pressed={settings.avatar === it}
            onClick={() => set({ avatar: it })}
          >
            {it}
          </button>
        ))}
      </div>
      <Swatches chosen={settings.colour} onChoose={(colour) => set({ colour })} />
    </div>
  </div>
);

const Starters = ({ draft: { settings, set } }) => {
  const shown = settings.starters;
  const last = useRef(null);
  const [added, setAdded] = useState(0);
  useEffect(() => {
    if (added) last.current?.querySelector("li:last-child input")?.focus();
  }, [added]);
  const put = (at, text) => set({ starters: shown.map((it, number) => (number === at ? text : it)) });
  const add = () => {
    set({ starters: [...shown, ""] });
    setAdded((count) => count + 1);
  };
  return (
    <fieldset className="agent-starters">
      <legend>{EDITOR.starters}</legend>
      <p className="field-hint">{EDITOR.startersNote}</p>
      <ol ref={last}>
        {shown.map((text, at) => (
          <li key={at}>
            <Field
              name={`starter-${at + 1}`}
              label={<span className="visually-hidden">{EDITOR.starter(at + 1)}</span>}
              autoComplete="off"
              dir="auto"
              value={text}
              onChange={({ target }) => put(at, target.value)}
            />
            <button
              type="button"
              className="icon small"
              aria-label={EDITOR.dropStarter(at + 1)}
              title={EDITOR.dropStarter(at + 1)}
              onClick={() => set({ starters: shown.filter((_, number) => number !== at) })}
            >
              <X size={16} aria-hidden />
            </button>
          </li>
        ))}
      </ol>
      {shown.length < STARTERS && (
        <button type="button" className="quiet" onClick={add}>
          <Plus size={16} aria-hidden /> {EDITOR.addStarter}
        </button>
      )}
    </fieldset>
  );
};

const Model = ({ team, draft: { settings, set } }) => {
  const [list, setList] = useState(() => keptModels(team));
  useEffect(() => {
    fetchModels(team).then((answer) => answer.ok && setList(answer));
  }, [team]);
  const found = list?.models.find((it) => it.id === settings.model);
  const gone = list ? EDITOR.missingModel(settings.model) : settings.model;
  return (
    <div className="field">
      <span className="field-label" aria-hidden>
        {EDITOR.model}
      </span>
      <ModelBox
        label={EDITOR.model}
        className="model-box"
        name={settings.model ? (found?.name ?? gone) : EDITOR.anyModel}
        chosen={settings.model}
        teamId={team}
        none={EDITOR.anyModel}
        onChoose={(model) => set({ model: model.id })}
      />
      <p className="field-hint">{EDITOR.modelHint}</p>
    </div>
  );
};

const Temperature = ({ draft: { settings, set } }) => {
  const chosen = settings.temperature !== null;
  const ways = { model: EDITOR.anyTemperature, own: EDITOR.ownTemperature };
  return (
    <div className="field agent-temperature">
      <span className="field-label" aria-hidden>
        {EDITOR.temperature}
      </span>
      <div className="agent-temperature-row">
        <Choice
          label={EDITOR.temperature}
          options={ways}
          chosen={chosen ? "own" : "model"}
          onChoose={(way) => set({ temperature: way === "own" ? MIDDLE : null })}
        />
        {chosen && (
          <>
            <input
              type="range"
              name="temperature"
              aria-label={EDITOR.temperatureValue}
              min={0}
              max={2}
              step={0.1}
              value={settings.temperature}
              onChange={({ target }) => set({ temperature: Number(target.value) })}
            />
            <output>{settings.temperature.toFixed(1)}</output>
          </>
        )}
      </div>
      <p className="field-hint">{EDITOR.temperatureHint}</p>
    </div>
  );
};

const Who = ({ draft: { shared, share } }) => {
  const name = useId();
  return (
    <fieldset className="share-ways agent-who">
      <legend>{EDITOR.who}</legend>
      {Object.entries(EDITOR.ways).map(([way, [word, meaning]]) => (
        <label key={way}>
          <input
            type="radio"
            name={name}
            aria-label={word}
            aria-describedby={`${name}${way}`}
            checked={shared === (way === "shared")}
            onChange={() => share(way === "shared")}
          />
          <span>
            <strong>{word}</strong>
            <small id={`${name}${way}`}>{meaning}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
};

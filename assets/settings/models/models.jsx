// Settings: which models a team offers, in which order, and with which one its chats begin.

import { ArrowDown, ArrowUp, ListStart, ListX, SlidersHorizontal, Trash2 } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { ask } from "$/public/app/api.js";
import { useTeamsVersion } from "$/public/auth/account.js";
import { ModelFacts } from "$/public/models/facts.jsx";
import { matching, RENDERED } from "$/public/models/models.js";
import { ModelBox } from "$/public/models/picker.jsx";
import { AddModel } from "$/public/settings/models/add.jsx";
import { ModelForm } from "$/public/settings/models/form.jsx";
import { Setting } from "$/public/settings/parts.jsx";
import { say } from "$/public/toasts/toasts.js";
import { composing } from "$/public/ui/keys.js";
import { oneAtATime } from "$/public/ui/single-flight.js";
import { MODELS } from "$/public/words/studio-models.js";

// Of a model about which nothing was decided nothing is said.
const AS_IT_IS = {
  enabled: true,
  added: false,
  position: null,
  nickname: "",
  temperature: null,
  max_tokens: null,
  effort: "",
  revision: 0,
};

const decided = (answer) =>
  answer.ok ? { ...answer, models: answer.models.map((it) => ({ ...AS_IT_IS, ...it })) } : answer;

// All models of a team, fetched anew whenever something was heard of its studio.
const useEverything = (teamId) => {
  const version = useTeamsVersion();
  const [found, setFound] = useState(null);
  const look = useMemo(
    () =>
      oneAtATime(async () => {
        const answer = decided(await ask(`teams/${teamId}/models/all`));
        setFound((before) => (answer.ok || !before?.ok ? { ...answer, teamId } : before));
      }),
    [teamId],
  );
  useEffect(() => {
    look();
  }, [look, version]);
  return [found?.teamId === teamId ? found : null, look];
};

export const Models = ({ me, team: { id } }) => {
  const alone = me.mode !== "accounts";
  const [found, look] = useEverything(id);
  const [details, setDetails] = useState(null);
  if (!found) return null;
  if (!found.ok) return <p className="failure">{found.sentence}</p>;
  const change = async (path, body) => {
    const answer = await ask(`teams/${id}/models/${path}`, body);
    if (!answer.ok) say(answer.sentence, { urgent: true });
    await look();
    return answer;
  };
  return (
    <>
      <Defaults found={found} teamId={id} onChange={change} />
      <List found={found} teamId={id} alone={alone} onLook={look} onChange={change} onDetails={setDetails} />
      {details && (
        <ModelForm
          key={details}
          model={found.models.find((it) => it.id === details)}
          teamId={id}
          alone={alone}
          onSaved={look}
          onClose={() => setDetails(null)}
        />
      )}
    </>
  );
};

const Defaults = ({ found, teamId, onChange }) => {
  const { models, fallback, revision } = found;
  const nameOf = (id) => models.find((it) => it.id === id)?.name ?? id.slice(id.indexOf("/") + 1);
  const set = (changed) => onChange("defaults", { default: found.default, fallback, revision, ...changed });
  return (
    <Setting id="default-model" title={MODELS.defaults} note={MODELS.defaultsNote}>
      <div className="model-defaults">
        <div>
          <span className="field-label">{MODELS.default}</span>
          <ModelBox
            label={MODELS.default}
            className="model-box"
            name={found.default ? nameOf(found.default) : MODELS.firstOfAll}
            chosen={found.default}
            teamId={teamId}
            none={MODELS.firstOfAll}
            onChoose={(model) => set({ default: model.id })}
          />
        </div>
        <div>
          <span className="field-label">{MODELS.fallback}</span>
          <ModelBox
            label={MODELS.fallback}
            className="model-box"
            name={fallback ? nameOf(fallback) : MODELS.none}
            chosen={fallback}
            teamId={teamId}
            none={MODELS.none}
            onChoose={(model) => set({ fallback: model.id })}
          />
          <p className="field-hint">{MODELS.fallbackHint}</p>
        </div>
      </div>
    </Setting>
  );
};

const isPlaced = (model) => model.position !== null;

const List = ({ found, teamId, alone, onLook, onChange, onDetails }) => {
  const [query, setQuery] = useState("");
  const shown = useMemo(() => matching(found.models, query), [found, query]);
  const seen = found.models.filter(isPlaced).map((it) => it.id);
  const arrange = (first) => onChange("order", { first, before: found.placed });
  const left = shown.length - RENDERED;
  const add = <AddModel connections={found.connections} teamId={teamId} onAdded={onLook} />;
  return (
    <Setting
      id="models"
      title={alone ? MODELS.listAlone : MODELS.list}
      note={alone ? MODELS.listNoteAlone : MODELS.listNote}
      beside={add}
    >
      <input
        type="search"
        className="settings-input"
        aria-label={MODELS.search}
        placeholder={MODELS.search}
        autoComplete="off"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && !composing(event) && setQuery("")}
      />
      <ul className="lines model-lines">
        {shown.slice(0, RENDERED).map((model) => (
          <Line
            key={model.id}
            model={model}
            seen={seen}
            placed={found.placed}
            onArrange={arrange}
            onSwitch={(on) => onChange("switch", { model: model.id, on })}
            onTakeAway={() => onChange("remove", { model: model.id })}
            onDetails={() => onDetails(model.id)}
          />
        ))}
      </ul>
      <p className="setting-note" role="status">
        {[
          !shown.length && (query ? MODELS.nothing : MODELS.empty),
          left > 0 && MODELS.more(left),
          found.silent.length > 0 && MODELS.silent(found.silent),
          found.stale?.length > 0 && MODELS.stale(found.stale),
          ...(found.refused ?? []),
        ]
          .filter(Boolean)
          .join(" ")}
      </p>
    </Setting>
  );
};

const Line = ({ model, onSwitch, onTakeAway, onDetails, ...places }) => (
  <li data-off={!model.enabled}>
    <label className="switch lone-switch">
      <input
        type="checkbox"
        role="switch"
        aria-label={MODELS.offerOf(model.name)}
        checked={model.enabled}
        onChange={(event) => onSwitch(event.target.checked)}
      />
    </label>
    <span className="line-name">
      <bdi>{model.name}</bdi>
      <small>
        <bdi>{[model.provider, model.called, model.added && MODELS.added].filter(Boolean).join(" · ")}</bdi>
        <ModelFacts model={model} />
      </small>
    </span>
    <span className="model-buttons">
      {model.added && <Icon of={Trash2} name={MODELS.takeAway(model.name)} onClick={onTakeAway} />}
      <Place model={model} {...places} />
      <Icon of={SlidersHorizontal} name={MODELS.details(model.name)} onClick={onDetails} />
    </span>
  </li>
);

// Models that were put first are moved among themselves; any other can join them, below. Of those
// `placed` only some are `seen`: the others are away just now, and keep their places between them.
/** @param {Props} props */
const Place = ({ model: { id, name }, placed, seen, onArrange }) => {
  const at = seen.indexOf(id);
  if (at < 0) {
    const join = () => onArrange([...placed, id]);
    return <Icon of={ListStart} name={MODELS.first(name)} onClick={join} />;
  }
  const others = placed.filter((it) => it !== id);
  const besides = seen.filter((it) => it !== id);
  const move = (to) => {
    const place = to < besides.length ? others.indexOf(besides[to]) : others.indexOf(besides.at(-1)) + 1;
    onArrange([...others.slice(0, place), id, ...others.slice(place)]);
  };
  return (
    <>
      <Icon of={ArrowUp} name={MODELS.up(name)} disabled={at === 0} onClick={() => move(at - 1)} />
      <Icon
        of={ArrowDown}
        name={MODELS.down(name)}
        disabled={at === seen.length - 1}
        onClick={() => move(at + 1)}
      />
      <Icon of={ListX} name={MODELS.loosen(name)} onClick={() => onArrange(others)} />
    </>
  );
};

const Icon = ({ of: Shown, name, ...rest }) => (
  <button type="button" className="icon small" aria-label={name} title={name} {...rest}>
    <Shown size={16} aria-hidden />
  </button>
);

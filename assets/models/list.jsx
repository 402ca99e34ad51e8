// The list that a model is chosen from: found by typing, walked with the arrows, taken with Enter.
//
// On wide screens it stands above or below its button, on phones at the lower edge.

import { Check, Search, Star, X } from "lucide-react";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { ModelFacts } from "$/public/models/facts.jsx";
import { fetchModels, grouped, keptModels, like } from "$/public/models/models.js";
import { useStudioVersion } from "$/public/settings/changes.js";
import { say } from "$/public/toasts/toasts.js";
import { composing } from "$/public/ui/keys.js";
import { Layer, placeBeside } from "$/public/ui/layer.jsx";
import { MODELS } from "$/public/words/studio-models.js";

const PAGE = 8; // rows that PageDown goes

// The models of a team: at once those fetched before, then the current ones, also when they change.
const useModels = (teamId) => {
  const [list, setList] = useState(() => keptModels(teamId));
  const [problem, setProblem] = useState("");
  const changes = useStudioVersion();
  useEffect(() => {
    if (!teamId) return undefined;
    let mounted = true;
    fetchModels(teamId).then((answer) => {
      if (!mounted) return;
      if (answer.ok) setList(answer);
      else setProblem(answer.sentence);
    });
    return () => {
      mounted = false;
    };
  }, [teamId, changes]);
  const onLike = async (model, on) => {
    const refused = await like(model.id, on);
    if (refused) say(refused.sentence, { urgent: true });
    setList(keptModels(teamId));
  };
  return { list, problem, onLike };
};

// `none` is a name for choosing none at all. `first` is what was typed to open it.
export const ModelList = ({ boxId, label, at, teamId, chosen, none, first = "", onChoose, onClose }) => {
  const box = useRef(null);
  const id = useId();
  const { list, problem, onLike } = useModels(teamId);
  const [query, setQuery] = useState(first);
  const [active, setActive] = useState(null);
  const shown = useMemo(() => (list ? grouped(list, query) : null), [list, query]);
  const rows = useMemo(() => rowsOf(shown, none, query), [shown, none, query]);
  const here = Math.max(
    0,
    rows.findIndex((it) => it.id === active),
  );
  useLayoutEffect(() => placeBeside(box.current, at), [at]);
  // The chosen model is active first; while the user types, the top one.
  const known = Boolean(list);
  useEffect(() => setActive(query ? null : chosen), [query, known]);
  useEffect(() => {
    box.current.querySelector('[data-active="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active, shown]);
  const to = (index) => rows.length && setActive(rows[Math.max(0, Math.min(index, rows.length - 1))].id);
  const onKeyDown = (event) => {
    if (composing(event)) return;
    const keys = {
      ArrowDown: () => to(here === rows.length - 1 ? 0 : here + 1),
      ArrowUp: () => to(here === 0 ? rows.length - 1 : here - 1),
      PageDown: () => to(here + PAGE),
      PageUp: () => to(here - PAGE),
      Enter: () => rows[here] && onChoose(rows[here]),
      Escape: () => (query ? setQuery("") : onClose()),
      Tab: onClose,
    };
    event.stopPropagation();
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d" && rows[here]?.id) {
      event.preventDefault();
      onLike(rows[here], !list.favourites.includes(rows[here].id));
      return;
    }
    if (event.target.closest("button") && event.key === "Enter") return;
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  };
  return (
    <Layer onClose={onClose}>
      <div ref={box} id={boxId} className="models" role="dialog" aria-label={label} onKeyDown={onKeyDown}>
        <Finder
          listId={id}
          active={rows[here] && optionId(id, rows[here])}
          query={query}
          onQuery={setQuery}
          onClose={onClose}
        />
        <div
          id={id}
          className="models-list"
          role="listbox"
          tabIndex={-1}
          aria-label={label}
          aria-busy={!list}
        >
          {none && !query && (
            <Option
              id={optionId(id, { id: "" })}
              model={{ id: "", name: none }}
              chosen={chosen === ""}
              active={rows[here]?.id === ""}
              onChoose={onChoose}
              onPoint={setActive}
            />
          )}
          {shown?.groups.map((group) => (
            <div key={group.label} role="group" aria-label={group.label}>
              <h3 aria-hidden dir="auto">
                {group.label}
              </h3>
              {group.models.map((model) => (
                <Option
                  key={model.id}
                  id={optionId(id, model)}
                  model={model}
                  chosen={model.id === chosen}
                  active={rows[here]?.id === model.id}
                  liked={list.favourites.includes(model.id)}
                  onChoose={onChoose}
                  onPoint={setActive}
                  onLike={onLike}
                />
              ))}
            </div>
          ))}
        </div>
        <Foot list={list} shown={shown} query={query} problem={problem} />
      </div>
    </Layer>
  );
};

const rowsOf = (shown, none, query) => [
  ...(none && !query ? [{ id: "", name: none }] : []),
  ...(shown?.groups.flatMap((group) => group.models) ?? []),
];

const optionId = (id, model) => `${id}${encodeURIComponent(model.id)}`;

const Finder = ({ listId, active, query, onQuery, onClose }) => {
  const field = useRef(null);
  // Not on touch: the keyboard would cover half of the list.
  useEffect(() => {
    if (!window.matchMedia("(pointer: coarse)").matches) field.current.focus();
    else field.current.closest(".models").querySelector("[role=listbox]").focus();
  }, []);
  return (
    <div className="models-finder">
      <Search size={16} aria-hidden />
      <input
        ref={field}
        type="text"
        role="combobox"
        aria-label={MODELS.find}
        placeholder={MODELS.find}
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={active}
        aria-autocomplete="list"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="done"
        value={query}
        onChange={(event) => onQuery(event.target.value)}
      />
      <button
        type="button"
        className="icon small"
        tabIndex={-1}
        aria-label={query ? MODELS.clear : MODELS.close}
        title={query ? MODELS.clear : MODELS.close}
        onClick={() => (query ? onQuery("") : onClose())}
      >
        <X size={14} aria-hidden />
      </button>
    </div>
  );
};

/** @param {Props} props */
const Option = ({ id, model, chosen, active, liked, onChoose, onPoint, onLike }) => (
  <div
    id={id}
    role="option"
    className="model-option"
    aria-selected={chosen}
    aria-keyshortcuts={onLike && "Control+D Meta+D"}
    data-active={active}
    onPointerMove={() => onPoint(model.id)}
    onClick={() => onChoose(model)}
  >
    <span className="model-chosen">{chosen && <Check size={16} aria-hidden />}</span>
    <span className="model-name" dir="auto" title={model.called ?? model.name}>
      {model.name}
    </span>
    {onLike && <ModelFacts model={model} />}
    {liked && <span className="visually-hidden">{MODELS.favourited}</span>}
    {onLike && (
      // For a pointer only: an option can hold no button. By keyboard it is Ctrl D.
      <span
        className="icon small model-star"
        aria-hidden
        title={liked ? MODELS.unfavourite : MODELS.favourite}
        data-on={liked}
        onClick={(event) => {
          event.stopPropagation();
          onLike(model, !liked);
        }}
      >
        <Star size={14} fill={liked ? "currentColor" : "none"} />
      </span>
    )}
  </div>
);

const Foot = ({ list, shown, query, problem }) => {
  const words = [];
  if (problem) words.push(problem);
  else if (!list) words.push(MODELS.looking);
  else if (!shown.found) words.push(query ? MODELS.nothing : MODELS.empty);
  if (shown?.left > 0) words.push(MODELS.more(shown.left));
  if (list?.silent.length) words.push(MODELS.silent(list.silent));
  if (list?.stale?.length) words.push(MODELS.stale(list.stale));
  words.push(...(list?.refused ?? []));
  const heard = query && shown?.found > 0 && MODELS.found(shown.found);
  return (
    <div className="models-foot" role="status">
      {words.length > 0 && <p>{words.join(" ")}</p>}
      {heard && <span className="visually-hidden">{heard}</span>}
    </div>
  );
};

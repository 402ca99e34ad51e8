// The models a team offers, as lists show them: fetched when one opens, kept for the next time.
//
// A model is { id, name, provider, called, context, output, input_price, output_price, vision, tools,
// reasoning }; what isn't known isn't there. Thousands of them are matched by words, few are drawn.

import { ask } from "$/public/app/api.js";
import { MODELS } from "$/public/words/studio-models.js";

export const DRAWN = 100;

const kept = new Map(); // by team: what was last fetched
let open = null;

// What was fetched before, to be shown until the answer comes; null the first time.
export const keptModels = (teamId) => kept.get(teamId) ?? null;

export const fetchModels = async (teamId) => {
  const answer = await ask(`teams/${encodeURIComponent(teamId)}/models`);
  if (answer.ok) kept.set(teamId, answer);
  return answer;
};

// Likes a model, or no longer, for all that is kept; returns what was refused.
export const like = async (model, on) => {
  const answer = await ask("me/models/favourite", { model, on });
  if (!answer.ok) return answer;
  for (const [teamId, list] of kept) {
    const others = list.favourites.filter((it) => it !== model);
    kept.set(teamId, { ...list, favourites: on ? [...others, model] : others });
  }
  return null;
};

const texts = new WeakMap();

const textOf = (model) => {
  if (!texts.has(model)) {
    const can = Object.keys(MODELS.abilities).filter((it) => model[it]);
    const words = [
      model.name,
      model.called,
      model.id,
      model.provider,
      ...can.map((it) => MODELS.abilities[it]),
    ];
    texts.set(model, words.join(" ").toLowerCase());
  }
  return texts.get(model);
};

// Those that have all of the words, in their order.
export const matching = (models, query) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length ? models.filter((it) => words.every((word) => textOf(it).includes(word))) : models;
};

// [{ label, models }]: without a query favourites and recent ones first, then by provider. Each stands
// in one place; only as many as are drawn.
export const grouped = ({ models, favourites, recent }, query) => {
  const found = matching(models, query);
  const groups = new Map();
  const special = new Map();
  if (!query.trim()) {
    recent.forEach((id) => special.set(id, MODELS.recent));
    favourites.forEach((id) => special.set(id, MODELS.favourites));
    const byId = new Map(found.map((it) => [it.id, it]));
    for (const [label, ids] of [
      [MODELS.favourites, favourites],
      [MODELS.recent, recent],
    ]) {
      const there = ids.filter((id) => special.get(id) === label && byId.has(id));
      if (there.length) groups.set(`* ${label}`, { label, models: there.map((id) => byId.get(id)) });
    }
  }
  let room = DRAWN - [...groups.values()].reduce((sum, it) => sum + it.models.length, 0);
  for (const model of found) {
    if (room <= 0) break;
    if (special.has(model.id)) continue;
    const group = groups.get(model.provider) ?? { label: model.provider, models: [] };
    groups.set(model.provider, group);
    group.models.push(model);
    room -= 1;
  }
  const drawn = [...groups.values()].reduce((sum, it) => sum + it.models.length, 0);
  return { groups: [...groups.values()], found: found.length, left: found.length - drawn };
};

// The composer's picker is opened from elsewhere, too.
export const onOpenModels = (take) => {
  open = take;
  return () => {
    if (open === take) open = null;
  };
};

export const openModels = () => open?.();

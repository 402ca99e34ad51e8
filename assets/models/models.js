// @ts-check
// The models a team offers, as lists show them: fetched when one opens, kept for the next time.
//
// Thousands of them are matched by words, few are rendered.

import { ask } from "$/public/app/api.js";
import { MODELS } from "$/public/words/studio-models.js";

const RENDERED = 100;

/**
 * A model; what isn't known isn't there. `called` is its provider's name for it, prices are dollars for
 * a million tokens.
 * @typedef {object} Model
 * @property {string} id
 * @property {string} name
 * @property {string} provider
 * @property {string} [called]
 * @property {number} [context]
 * @property {number} [output]
 * @property {number} [input_price]
 * @property {number} [output_price]
 * @property {boolean} [vision]
 * @property {boolean} [tools]
 * @property {boolean} [reasoning]
 */

/** @typedef {{ models: Model[], favourites: string[], recent: string[] }} ModelList */
/** @typedef {{ label: string, models: Model[] }} ModelGroup */

/** @type {Map<string, ModelList>} by team: what was last fetched */
const kept = new Map();
/** @type {(() => void) | null} */
let open = null;

/**
 * What was fetched before, to be shown until the answer comes; null the first time.
 * @param {string} teamId
 */
export const keptModels = (teamId) => kept.get(teamId) ?? null;

/** @param {string} teamId */
export const fetchModels = async (teamId) => {
  const answer = await ask(`teams/${encodeURIComponent(teamId)}/models`);
  if (answer.ok) kept.set(teamId, answer);
  return answer;
};

/**
 * Makes a model a favourite, or no longer one. Returns null, or what was refused.
 * @param {string} model
 * @param {boolean} on
 */
export const like = async (model, on) => {
  const answer = await ask("me/models/favourite", { model, on });
  if (!answer.ok) return answer;
  for (const [teamId, list] of kept) {
    const others = list.favourites.filter((it) => it !== model);
    kept.set(teamId, { ...list, favourites: on ? [...others, model] : others });
  }
  return null;
};

/** @type {WeakMap<Model, string>} */
const texts = new WeakMap();

/** @param {Model} model what is searched of it */
const textOf = (model) => {
  let text = texts.get(model);
  if (text === undefined) {
    const abilities = /** @type {["vision", "tools", "reasoning"]} */ (Object.keys(MODELS.abilities));
    const can = abilities.filter((it) => model[it]);
    const words = [
      model.name,
      model.called,
      model.id,
      model.provider,
      ...can.map((it) => MODELS.abilities[it]),
    ];
    text = words.join(" ").toLowerCase();
    texts.set(model, text);
  }
  return text;
};

/**
 * Those that have all of the words, in their order.
 * @param {Model[]} models
 * @param {string} query
 */
const matching = (models, query) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length ? models.filter((it) => words.every((word) => textOf(it).includes(word))) : models;
};

/**
 * In groups: without a query favourites and recent ones first, then by provider. Each stands in one
 * place; only as many as are rendered. `left` says how many more there are.
 * @param {ModelList} list
 * @param {string} query
 */
export const grouped = ({ models, favourites, recent }, query) => {
  const found = matching(models, query);
  /** @type {Map<string, ModelGroup>} */
  const groups = new Map();
  /** @type {Map<string, string>} by id: the group at the top that it stands in */
  const special = new Map();
  if (!query.trim()) {
    recent.forEach((id) => special.set(id, MODELS.recent));
    favourites.forEach((id) => special.set(id, MODELS.favourites));
    const byId = new Map(found.map((it) => [it.id, it]));
    for (const { label, ids } of [
      { label: MODELS.favourites, ids: favourites },
      { label: MODELS.recent, ids: recent },
    ]) {
      const own = ids.filter((id) => special.get(id) === label).flatMap((id) => byId.get(id) ?? []);
      if (own.length) groups.set(`* ${label}`, { label, models: own });
    }
  }
  let room = RENDERED - [...groups.values()].reduce((sum, it) => sum + it.models.length, 0);
  for (const model of found) {
    if (room <= 0) break;
    if (special.has(model.id)) continue;
    const group = groups.get(model.provider) ?? { label: model.provider, models: [] };
    groups.set(model.provider, group);
    group.models.push(model);
    room -= 1;
  }
  const rendered = [...groups.values()].reduce((sum, it) => sum + it.models.length, 0);
  return { groups: [...groups.values()], found: found.length, left: found.length - rendered };
};

/**
 * The composer's picker is opened from elsewhere, too.
 * @param {() => void} take
 */
export const onOpenModels = (take) => {
  open = take;
  return () => {
    if (open === take) open = null;
  };
};

export const openModels = () => open?.();

// What is known of how a reply came about, in words: part by part, what isn't known left out.

import { DETAILS as words } from "$/public/words/studio-replies.js";

const known = (value) => value !== undefined && value !== null && value !== "";

const if_ = (value, say) => (known(value) ? say(value) : null);

const moment = (at) =>
  new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" }).format(at);

const time = (at) => new Intl.DateTimeFormat(undefined, { timeStyle: "medium" }).format(at);

const seconds = (ms) => words.seconds(ms / 1000);

// Millionths of a dollar.
const dollars = (cost) =>
  (cost / 1e6).toLocaleString(undefined, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  });

const cost = ({ priced, origin }) => {
  if (!priced) return null;
  if (!known(origin.cost)) return words.unknownCost;
  return words.costOf(dollars(origin.cost), origin.usage_estimated);
};

const called = (names, id) => (names[id] && names[id] !== id ? `${names[id]} (${id})` : id);

const who = ({ model, names, origin, key }) => [
  [words.model, called(names, model)],
  [words.actual, origin.actual_model],
  [words.provider, origin.provider],
  [words.key, if_(key, words.keyOf)],
  [words.agent, if_(origin.agent, words.agentOf)],
  [
    words.fallback,
    if_(origin.fallback, ({ from, to, sentence }) =>
      words.fallbackOf(names[to] ?? to, names[from] ?? from, sentence),
    ),
  ],
];

const told = ({ origin, tools }) => [
  [words.levels, if_(origin.levels, (levels) => words.levelsOf(levels, origin.instructions_cut))],
  [words.adjusted, origin.adjusted?.length ? words.adjustedOf(origin.adjusted) : null],
  [words.brought, origin.brought?.length ? words.broughtOf(origin.brought) : null],
  [words.history, if_(origin.history, words.historyOf)],
  [words.tools, tools?.join(", ")],
];

const used = (answer) => {
  const { usage, usage_estimated: estimated } = answer.origin;
  const counted = known(usage?.prompt_tokens) || known(usage?.completion_tokens);
  return [
    [words.read, if_(usage?.prompt_tokens, words.tokens)],
    [words.written, if_(usage?.completion_tokens, words.tokens)],
    [words.counted, counted && known(estimated) ? words.countedBy(estimated) : null],
    [words.cost, cost(answer)],
  ];
};

const went = ({ status, names, origin, ended_at: ended }) => [
  [words.began, if_(origin.started_at, moment)],
  [words.first, if_(origin.first_token_ms, (ms) => words.firstOf(seconds(ms)))],
  [words.thought, if_(origin.reasoned_until_ms, seconds)],
  [words.took, if_(origin.total_ms, seconds)],
  [words.pace, if_(origin.tokens_per_s, words.paceOf)],
  [words.ended, [words.endOf(status, origin.finish_reason, origin.limit), if_(ended, moment)].filter(known)],
  [words.rounds, origin.rounds > 1 ? words.roundsOf(origin.rounds) : null],
  [words.retries, origin.retried?.map((it) => words.retryOf(it, time))],
  [
    words.versions,
    origin.attempts?.map((it) => words.versionOf({ ...it, model: names[it.model] ?? it.model }, time)),
  ],
  [words.adopted, origin.adopted ? words.adoptedOf : null],
  [words.continued, origin.continues ? words.continuedOf : null],
  [words.said, origin.provider_words],
  [words.reference, origin.provider_request_id],
];

/** @param {any} answer @returns {[string, [string, any][]][]} */
export const rows = (answer) =>
  Object.entries({ who, told, used, went })
    .map(
      ([part, facts]) =>
        /** @type {[string, any[]]} */ ([
          part,
          facts(answer).filter(([, it]) => known(it) && it.length !== 0),
        ]),
    )
    .filter(([part, facts]) => facts.length || (part === "told" && answer.prompt));

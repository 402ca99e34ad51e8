// What is said of replies: who wrote them, how they came about, what is kept in mind.

import { TOLD } from "$/public/words/studio-instructions.js";

const count = (number, one, more) =>
  `${number.toLocaleString()} ${number === 1 ? one : more}`;

const ENDS = {
  stop: "It had said everything",
  length: "It reached its length limit",
  content_filter: "Its provider’s filter ended it",
  tool_calls: "It wanted to use a tool",
};

const STATUS = {
  stopped: "Somebody stopped it",
  interrupted: "It was interrupted",
  failed: "It failed",
};

const ADJUSTED = {
  stream_options: "without a count of its tokens",
  temperature: "without the temperature",
  reasoning_effort: "without the reasoning effort",
  max_completion_tokens: "with the limit of the reply as max_completion_tokens",
  max_tokens: "with the limit of the reply as max_tokens",
  system: "with the instructions in the first message",
  stream: "for the whole reply at once",
};

const KEYS = {
  server: () => "This server’s",
  team: (name) => (name ? `The team’s, “${name}”` : "The team’s"),
  yours: (name) => (name ? `Yours, “${name}”` : "Yours"),
  somebody: (name) => (name ? `${name}’s own` : "Another person’s own"),
  gone: () => "One that is no longer there",
};

export const DETAILS = {
  open: "Details",
  heading: "How this reply came about",
  close: "Close",
  loading: "Loading",
  parts: { who: "Who answered", told: "What it was told", used: "What it used", went: "How it went" },
  model: "Model",
  actual: "Answered as",
  provider: "Provider",
  key: "Key",
  keyOf: ({ whose, name }) => KEYS[whose](name),
  agent: "Agent",
  agentOf: ({ name, version }) => (version ? `${name}, version ${version}` : name),
  fallback: "Stood in",
  fallbackOf: (to, from, sentence) => `${to} answered in place of ${from}, with the same key. ${sentence ?? ""}`.trim(),
  levels: "Instructions",
  levelsOf: (levels, cut) => {
    const named = levels.map((level) => TOLD.levels[level] ?? level).join(", ") || "None";
    return cut ? `${named}. Not all had room: some were cut` : named;
  },
  adjusted: "Adjusted",
  adjustedOf: (fields) =>
    `The model’s server refused some of the request, so it was asked ${fields.map((it) => ADJUSTED[it] ?? `without ${it}`).join(", ")}`,
  history: "Conversation",
  historyOf: ({ sent, left_out: left, pinned, estimated }) =>
    [
      count(sent ?? 0, "message sent", "messages sent"),
      left > 0 && `${count(left, "older one", "older ones")} left out for want of room`,
      pinned > 0 && `${count(pinned, "pinned one", "pinned ones")} kept`,
      estimated && "room estimated",
    ]
      .filter(Boolean)
      .join(", "),
  read: "Read",
  written: "Written",
  tokens: (number) => count(number, "token", "tokens"),
  counted: "Counted",
  countedBy: (estimated) => (estimated ? "Estimated by Spacerr" : "By the provider"),
  cost: "Cost",
  unknownCost: "Unknown: the price of this model isn’t known",
  costOf: (dollars, estimated) => (estimated ? `About ${dollars}` : dollars),
  ended: "Ended",
  endOf: (status, reason) => STATUS[status] ?? ENDS[reason] ?? reason,
  began: "Asked",
  first: "First word",
  firstOf: (seconds) => `After ${seconds}`,
  thought: "Thought",
  took: "Took",
  seconds: (number) => `${number.toLocaleString(undefined, { maximumFractionDigits: 1 })} s`,
  pace: "Pace",
  paceOf: (number) => `${number.toLocaleString(undefined, { maximumFractionDigits: 1 })} tokens a second`,
  retries: "Tried again",
  retryOf: ({ sentence, at, words }, time) =>
    [at ? `${time(at)}: ${sentence}` : sentence, words && `(${words})`].filter(Boolean).join(" "),
  versions: "Earlier versions",
  versionOf: ({ model, status, error, ended_at: ended }, time) => {
    const said = [model, error?.sentence ?? STATUS[status] ?? status].filter(Boolean).join(": ");
    return ended ? `${time(ended)}: ${said}` : said;
  },
  adopted: "Writer",
  adoptedOf: "Another process went on after an interruption",
  continued: "Begun",
  continuedOf: "It goes on with a reply that was cut short",
  said: "The provider says",
  reference: "Provider’s reference",
  prompt: "Show what the model was told",
};

export const PIN = {
  keep: "Keep in mind",
  kept: "Pinned",
  meaning: "every model here is told this, however long the chat grows",
  letGo: "Pinned: every model here is told this. Press to let it go",
};

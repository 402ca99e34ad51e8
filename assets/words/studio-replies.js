// What is said of replies: who wrote them, their details, what is pinned.

import { TOLD } from "$/public/words/studio-instructions.js";

const count = (number, one, more) => `${number.toLocaleString()} ${number === 1 ? one : more}`;

const ENDS = {
  stop: "Finished",
  length: "Reached the length limit",
  content_filter: "Stopped by the provider’s content filter",
  tool_calls: "Tool call",
};

const LIMITS = {
  team: "Reached the team’s limit per reply",
  own: "Reached your limit per reply",
};

const STATUS = {
  stopped: "Stopped",
  interrupted: "Interrupted",
  failed: "Failed",
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
  gone: () => "A removed key",
};

export const DETAILS = {
  open: "Details",
  heading: "Reply details",
  close: "Close",
  loading: "Loading",
  parts: { who: "Model", told: "Prompt", used: "Usage", went: "Timing" },
  model: "Model",
  actual: "Model reported",
  provider: "Provider",
  key: "Key",
  keyOf: ({ whose, name }) => KEYS[whose](name),
  agent: "Agent",
  agentOf: ({ name, version }) => (version ? `${name}, version ${version}` : name),
  fallback: "Fallback",
  fallbackOf: (to, from, sentence) =>
    `${to} answered in place of ${from}, with the same key. ${sentence ?? ""}`.trim(),
  levels: "Instructions",
  levelsOf: (levels, cut) => {
    const named = levels.map((level) => TOLD.levels[level] ?? level).join(", ") || "None";
    return cut ? `${named}. Some were cut to fit` : named;
  },
  adjusted: "Adjusted",
  adjustedOf: (fields) =>
    `The model’s server refused some of the request, so it was asked ${fields.map((it) => ADJUSTED[it] ?? `without ${it}`).join(", ")}`,
  brought: "Not shown",
  broughtOf: (things) => `The model also sent ${things.join(" and ")}, which can’t be shown here`,
  history: "Conversation",
  historyOf: ({ sent, left_out: left, pinned, estimated }) =>
    [
      count(sent ?? 0, "message sent", "messages sent"),
      left > 0 && `${count(left, "older message", "older messages")} left out to fit`,
      pinned > 0 && `${pinned} pinned`,
      estimated && "token counts estimated",
    ]
      .filter(Boolean)
      .join(", "),
  tools: "Tools",
  read: "Input",
  written: "Output",
  tokens: (number) => count(number, "token", "tokens"),
  counted: "Counted",
  countedBy: (estimated) => (estimated ? "Estimated by Spacerr" : "By the provider"),
  cost: "Cost",
  unknownCost: "Unknown: this model’s price isn’t known",
  costOf: (dollars, estimated) => (estimated ? `About ${dollars}` : dollars),
  ended: "Ended",
  endOf: (status, reason, limit) =>
    STATUS[status] ?? (reason === "length" ? LIMITS[limit] : null) ?? ENDS[reason] ?? reason,
  began: "Asked",
  first: "First token",
  firstOf: (seconds) => `After ${seconds}`,
  thought: "Thinking",
  took: "Duration",
  seconds: (number) => `${number.toLocaleString(undefined, { maximumFractionDigits: 1 })} s`,
  pace: "Speed",
  paceOf: (number) => `${number.toLocaleString(undefined, { maximumFractionDigits: 1 })} tokens per second`,
  rounds: "Requests",
  roundsOf: (count) => `${count.toLocaleString()}, each with the results of the tools before it`,
  retries: "Retries",
  retryOf: ({ sentence, at, words }, time) =>
    [at ? `${time(at)}: ${sentence}` : sentence, words && `(${words})`].filter(Boolean).join(" "),
  versions: "Earlier versions",
  versionOf: ({ model, status, error, ended_at: ended }, time) => {
    const said = [model, error?.sentence ?? STATUS[status] ?? status].filter(Boolean).join(": ");
    return ended ? `${time(ended)}: ${said}` : said;
  },
  adopted: "Recovered",
  adoptedOf: "Another process continued it after an interruption",
  continued: "Continues",
  continuedOf: "A reply that was cut short",
  said: "The provider says",
  reference: "Request ID",
  prompt: "Show full prompt",
};

export const PIN = {
  keep: "Pin",
  kept: "Pinned",
  meaning: "always sent to the model",
  unpin: "Always sent to the model. Press to unpin",
};

// Every word about usage: requests to models, and their cost.

const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

export const USAGE = {
  section: "Usage",
  title: "Requests, tokens and cost",
  note: "Every request to a model in this team: replies, retries, chat titles.",
  noteAlone: "Every request to a model: replies, retries, chat titles.",
  whose: "Whose usage",
  whoseOptions: { me: "Yours", team: "The team’s" },
  days: "Period",
  dayOptions: { 7: "7 days", 30: "30 days", 90: "90 days" },
  requests: "Requests",
  tokens: "Tokens",
  cost: "Cost",
  ofTokens: (told, said) => `${told} input, ${said} output`,
  unknown: "unknown",
  andUnknown: "and more",
  atLeast: (amount) => `≥ ${amount}`,
  free: "none",
  unknownPrices: (number) =>
    `The price of ${count(number, "request")} is unknown; ${number === 1 ? "it isn’t" : "they aren’t"} included.`,
  estimated: (number) =>
    `The provider didn’t report tokens for ${count(number, "request")}; estimates are shown.`,
  nothing: "No requests in this period.",
  byDay: "By day",
  byModel: "By model",
  byPerson: "By person",
  byChat: "By chat",
  chatNote: "Chats you can see are listed by name, all others in one line.",
  model: "Model",
  person: "Person",
  chat: "Chat",
  somebody: "Somebody who left",
  otherChats: "Other chats",
  untitled: "Untitled",
  dayTold: (day, requests, tokens, cost) =>
    `${day}: ${count(requests, "request")}, ${tokens} tokens, cost ${cost}`,
};

export const CEILINGS = {
  title: "Limit per reply",
  note: "A reply that reaches a limit stops there, and can be continued.",
  tokens: "Tokens",
  dollars: "Dollars",
  dollarsHint: "Applies to models whose price is known.",
  none: "No limit",
  wholeNumber: "Type a whole number, or nothing for no limit.",
  amount: "Type an amount such as 0.05, or nothing for no limit.",
};

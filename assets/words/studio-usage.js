// Every word about usage: what models were asked for, and what it cost.

const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

export const USAGE = {
  section: "Usage",
  title: "Requests, tokens and cost",
  note: "Everything models were asked for in this team: replies, further attempts, names for chats.",
  whose: "Whose usage",
  whoseOptions: { me: "Yours", team: "The team’s" },
  days: "Period",
  dayOptions: { 7: "7 days", 30: "30 days", 90: "90 days" },
  requests: "Requests",
  tokens: "Tokens",
  cost: "Cost",
  ofTokens: (told, said) => `${told} told, ${said} said`,
  unknown: "unknown",
  andUnknown: "and more",
  atLeast: (amount) => `≥ ${amount}`,
  free: "none",
  unknownPrices: (number) =>
    `Nobody knows the price of ${count(number, "request")}: their cost isn’t in these sums.`,
  estimated: (number) =>
    `The provider didn’t count ${count(number, "request")}: what they used is an estimate.`,
  nothing: "No model was asked for anything in these days.",
  byDay: "By day",
  byModel: "By model",
  byPerson: "By person",
  byChat: "By chat",
  chatNote: "Chats you can see, by name. All others are together in one line.",
  model: "Model",
  person: "Person",
  chat: "Chat",
  somebody: "Somebody who left",
  otherChats: "Other chats",
  untitled: "Untitled",
  dayTold: (day, requests, tokens, cost) => `${day}: ${count(requests, "request")}, ${tokens} tokens, cost ${cost}`,
};

export const CEILINGS = {
  title: "Most for one reply",
  note: "A reply that reaches one of these ends there, and can be continued.",
  tokens: "Tokens",
  dollars: "Dollars",
  dollarsHint: "Counts for models whose price is known.",
  none: "No limit",
  wholeNumber: "Type a whole number, or nothing for no limit.",
  amount: "Type an amount such as 0.05, or nothing for no limit.",
};

// Every word about models: the picker in the composer, what each can do, what managers decide.

const whole = new Intl.NumberFormat(undefined);
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const money = new Intl.NumberFormat(undefined, {
  style: "currency",
  currency: "USD",
  currencyDisplay: "narrowSymbol",
  maximumFractionDigits: 2,
  trailingZeroDisplay: "stripIfInteger",
});
const price = (dollars) => (dollars === 0 ? "free" : dollars < 0.01 ? "< $0.01" : money.format(dollars));

export const MODELS = {
  model: "Model",
  choose: "Choose a model",
  find: "Find by name or ability",
  clear: "Clear the search",
  favourites: "Favourites",
  recent: "Recent",
  favourite: "Add to favourites",
  unfavourite: "Remove from favourites",
  looking: "Looking for models",
  nothing: "Nothing is called that. Try another word, for example vision or reasoning.",
  empty: "No model can be asked here yet.",
  more: (count) => `${whole.format(count)} more: type to find them.`,
  found: (count) => (count === 1 ? "1 model" : `${whole.format(count)} models`),
  silent: (names) => `No list yet from ${names.join(", ")}.`,
  use: (name) => `Use ${name}`,
  close: "Close",
  abilities: { vision: "vision", tools: "tools", reasoning: "reasoning" },
  titles: {
    vision: "Sees pictures",
    tools: "Uses tools",
    reasoning: "Thinks before it answers",
    context: (tokens) => `Reads up to ${whole.format(tokens)} tokens`,
    price: (read, written) =>
      read === 0 && written === 0
        ? "Costs nothing"
        : `${price(read)} for a million tokens read, ${price(written)} for a million written`,
  },
  context: (tokens) => short.format(tokens),
  price: (read, written) => (read === 0 && written === 0 ? "free" : `${price(read)} / ${price(written)}`),
  facts: {
    id: "Id",
    provider: "Provider",
    context: "Reads at most",
    output: "Writes at most",
    price: "Price",
    can: "Can",
    tokens: (count) => `${whole.format(count)} tokens`,
    unknown: "Not known",
  },
  list: "Models of this team",
  listNote: "What is switched off can’t be chosen or asked. Those put first stand at the top for everybody.",
  search: "Search these models",
  offerOf: (name) => `Offer ${name}`,
  first: (name) => `Put ${name} first`,
  up: (name) => `Move ${name} up`,
  down: (name) => `Move ${name} down`,
  loosen: (name) => `No fixed place for ${name}`,
  details: (name) => `Settings of ${name}`,
  defaults: "Default models",
  defaultsNote: "New chats begin with the default. Where the model of a chat can’t answer, the fallback does, and says so.",
  default: "Default",
  fallback: "Fallback",
  fallbackHint:
    "Asked once, with the very same key or not at all: it stands in only for models of its own provider and key.",
  firstOfAll: "The first in the list",
  none: "None",
  nickname: "Nickname",
  nicknameHint: "What this team reads instead of the provider’s name.",
  temperature: "Temperature",
  temperatureHint: "0 is exact, 2 is wild. Empty: the provider’s own.",
  limit: "Output limit in tokens",
  limitHint: "Longer replies end there and offer Continue. Empty: none.",
  effort: "Reasoning effort",
  efforts: { "": "The provider’s own", minimal: "Minimal", low: "Low", medium: "Medium", high: "High" },
  wrongTemperature: "A temperature is a number from 0 to 2. Leave it empty for the provider's own.",
  wrongLimit: "An output limit is a whole number from 16 to 1,000,000. Leave it empty for none.",
};

// Every word about models: the list that one is chosen from, and what each can do.

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
  open: "Open models",
  find: "Find by name or ability",
  clear: "Clear the search",
  favourites: "Favourites",
  recent: "Recent",
  favourited: "Favourite",
  favourite: "Add to favourites (Ctrl D)",
  unfavourite: "Remove from favourites (Ctrl D)",
  looking: "Looking for models",
  nothing: "No models found. Try another word, for example vision or reasoning.",
  empty: "No models yet.",
  more: (count) => `${whole.format(count)} more: type to find them.`,
  found: (count) => (count === 1 ? "1 model" : `${whole.format(count)} models`),
  silent: (names) => `No list yet from ${names.join(", ")}.`,
  stale: (names) => `No answer from ${names.join(", ")}: this is the last list.`,
  use: (name) => `Use ${name}`,
  close: "Close",
  abilities: { vision: "vision", tools: "tools", reasoning: "reasoning" },
  titles: {
    vision: "Understands images",
    tools: "Can use tools",
    reasoning: "Reasons before answering",
    context: (tokens) => `Context of ${whole.format(tokens)} tokens`,
    price: (read, written) =>
      read === 0 && written === 0
        ? "Costs nothing"
        : `${price(read)} per million input tokens, ${price(written)} per million output tokens`,
  },
  context: (tokens) => short.format(tokens),
  price: (read, written) => (read === 0 && written === 0 ? "free" : `${price(read)} / ${price(written)}`),
  facts: {
    id: "Model ID",
    provider: "Provider",
    context: "Context",
    output: "Maximum output",
    price: "Price",
    can: "Abilities",
    tokens: (count) => `${whole.format(count)} tokens`,
    unknown: "Unknown",
  },
};

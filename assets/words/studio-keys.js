// Every word about keys: what models are asked with.

import { day } from "$/public/when.js";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const since = (at) => {
  const today = new Date(at).toDateString() === new Date().toDateString();
  return `since ${today ? clock.format(at) : day(at)}`;
};
const count = (number) => `${number.toLocaleString()} ${number === 1 ? "model" : "models"}`;

export const KEYS = {
  yours: "Your keys",
  ofTeam: (name) => `Keys of ${name}`,
  note: "Models are asked with these. They are kept sealed, and nobody is shown more of one than how it ends.",
  none: "None yet. The models this server offers by itself need none.",
  own: "Your own keys",
  ownNote: "Used first when you ask, in this team, and for nobody else.",
  ownWaiting: "This team doesn’t allow keys of one’s own any more: these wait, unused.",
  allowing: "Members may use their own keys",
  allowingNote: "Each for themself: their replies are then paid for by their own accounts.",
  add: "Add a key",
  addOwn: "Add a key of your own",
  replace: "Replace",
  replaceOf: (name) => `Replace the key “${name}”`,
  rename: "Rename",
  renameOf: (name) => `Rename the key “${name}”`,
  remove: "Remove",
  removeOf: (name) => `Remove the key “${name}”?`,
  removeBody: "Models that are asked with it can’t be any more. With its provider it stays valid until you revoke it there.",
  more: (name) => `More about ${name}`,
  test: "Test",
  testOf: (name) => `Test ${name}`,
  testing: "Testing",
  works: (models) => `It works, and offers ${count(models)}.`,
  ending: (tail) => `ends with ${tail}`,
  noKey: "no key",
  states: {
    untried: () => "Not tested yet",
    works: (at) => `Works ${since(at)}`,
    refused: (at) => `Refused ${since(at)}`,
    unreachable: (at) => `Can’t be reached ${since(at)}`,
    unreadable: () => "Can’t be read any more: replace it",
  },
  provider: "Provider",
  name: "Name",
  nameHint: "What it is called here.",
  address: "Address",
  addressHint: (example) => `Like ${example}`,
  version: "API version",
  key: "Key",
  reveal: { show: "Show the key", hide: "Hide the key" },
  optional: "Only if the server asks for one.",
  anew: "Entered anew: the old one is never sent to another address.",
  adding: "Testing",
  untested: "Keep it anyway",
  save: "Save",
  saving: "Saving",
};

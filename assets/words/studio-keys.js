// Every word about API keys.

import { day } from "$/public/format/relative-time.js";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const since = (at) => {
  const today = new Date(at).toDateString() === new Date().toDateString();
  return `since ${today ? clock.format(at) : day(at)}`;
};
const count = (number) => `${number.toLocaleString()} ${number === 1 ? "model" : "models"}`;

export const KEYS = {
  yours: "Your keys",
  ofTeam: (name) => `Keys of ${name}`,
  note: "Keys are stored encrypted; only the last four characters are shown.",
  none: "No keys yet. Models set up on this server don’t need one.",
  own: "Your own keys",
  ownNote: "Used first for your own messages in this team, and for nobody else.",
  ownWaiting: "This team no longer allows members’ own keys. These aren’t used.",
  allowing: "Allow members to use their own API keys",
  allowingNote: "They then pay for their own replies.",
  add: "Add a key",
  addOwn: "Add a key of your own",
  replace: "Replace",
  replaceOf: (name) => `Replace the key “${name}”`,
  rename: "Rename",
  renameOf: (name) => `Rename the key “${name}”`,
  remove: "Remove",
  removeOf: (name) => `Remove the key “${name}”?`,
  removeBody:
    "Models that use it will no longer work. The key stays valid with its provider until you revoke it there.",
  more: (name) => `More about ${name}`,
  test: "Test",
  testOf: (name) => `Test ${name}`,
  testing: "Testing",
  works: (models) => `It works: ${count(models)} available.`,
  ending: (tail) => `ends with ${tail}`,
  noKey: "no key",
  shortKey: "a short key",
  states: {
    untried: () => "Not tested yet",
    works: (at) => `Works ${since(at)}`,
    refused: (at) => `Refused ${since(at)}`,
    unreachable: (at) => `Unreachable ${since(at)}`,
    unreadable: () => "Can’t be decrypted: replace it",
  },
  provider: "Provider",
  name: "Name",
  nameHint: "Shown in lists.",
  address: "Address",
  addressHint: (example) => `For example ${example}`,
  version: "API version",
  key: "Key",
  reveal: { show: "Show the key", hide: "Hide the key" },
  optional: "Only if the server asks for one.",
  anew: "Enter it again: the old key is never sent to another address.",
  adding: "Testing",
  untested: "Save anyway",
  save: "Save",
  saving: "Saving",
};

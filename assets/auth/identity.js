// The user of this tab, by whose id drafts are kept apart in this browser.
//
// "" is the user who works without an account. Remembered, so that it is known before the server says
// it; each tab keeps the user it began with, also when another one signs in beside it.

import { createListeners } from "$/public/ui/listeners.js";
import { local, watchKey } from "$/public/ui/storage.js";

const KEY = "spacerr:person";

let user = null;
const { subscribe, notify } = createListeners();

const remembered = () => local.read(KEY) ?? "";

export const readUser = () => (user ??= remembered());

export const rememberUser = (id) => {
  user = id;
  local.write(KEY, id);
  notify();
};

export { subscribe as subscribeUser };

// Called when another tab of this browser signed in or out, or this page comes back from before that,
// with who is there now.
export const onOtherUser = (changed) => {
  const look = () => remembered() !== readUser() && changed(remembered());
  const back = ({ persisted }) => persisted && look();
  const unwatch = watchKey(KEY, look);
  window.addEventListener("pageshow", back);
  return () => {
    unwatch();
    window.removeEventListener("pageshow", back);
  };
};

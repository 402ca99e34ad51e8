// What this browser keeps of a user, when one signs in or out: none finds what was another's.

import { readUser, rememberUser } from "$/public/auth/identity.js";
import { claimDrafts, forgetDrafts } from "$/public/composer/drafts.js";
import { forgetForms } from "$/public/questions/form-drafts.js";
import { local, session } from "$/public/ui/storage.js";

const OF_USER = ["spacerr:alerts", "spacerr:alerted", "spacerr:team"];
const STATE = "token"; // Reflex's name of this tab
const OF_TAB = [STATE, "spacerr:scope", "spacerr:query", "spacerr:new-model", "spacerr:invitation"];

// The server has said who this is; "" is the user without an account.
export const setUser = (id) => {
  const before = readUser();
  if (before === id) return;
  if (!before) claimDrafts(id);
  rememberUser(id);
};

// A tab's state on the server belongs to the user who was signed in; without its name it gets a new one.
export const resetTab = () => session.remove(STATE);

// A user signs out, perhaps on a computer that others use: nothing of theirs stays.
export const clearUserData = () => {
  forgetDrafts(readUser());
  forgetForms();
  local.remove(...OF_USER);
  session.remove(...OF_TAB);
  rememberUser("");
};

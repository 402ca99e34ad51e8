// What this browser keeps, when somebody comes or goes: nobody finds what was another's.

import { readPerson, rememberPerson } from "$/public/auth/identity.js";
import { claimDrafts, forgetDrafts } from "$/public/chat/drafts.js";
import { local, session } from "$/public/ui/storage.js";

const OF_PERSON = ["spacerr:alerts", "spacerr:alerted", "spacerr:team"];
const STATE = "token"; // Reflex's name of this tab
const OF_TAB = [STATE, "spacerr:scope", "spacerr:query", "spacerr:new-model", "spacerr:invitation"];

// The server has said who this is.
export const become = (id) => {
  const before = readPerson();
  if (before === id) return;
  if (!before) claimDrafts(id);
  rememberPerson(id);
};

// A tab's state on the server belongs to whoever was signed in; without its name it gets a new one.
export const leaveTab = () => session.remove(STATE);

// Somebody signs out, perhaps on a computer that others use: nothing of theirs stays.
export const goAway = () => {
  forgetDrafts(readPerson());
  local.remove(...OF_PERSON);
  session.remove(...OF_TAB);
  rememberPerson("");
};

// Signing out: the server forgets this browser, and this browser the user.

import { ask } from "$/public/app/api.js";
import { clearUserData } from "$/public/auth/user-data.js";
import { say } from "$/public/toasts/toasts.js";

const SIGNED_OUT = 401; // in another tab already

export const signOut = async (everywhere = false) => {
  const answer = await ask("sign-out", { everywhere });
  if (!answer.ok && answer.status !== SIGNED_OUT) return say(answer.sentence, { urgent: true });
  clearUserData();
  window.location.replace("/sign-in");
};

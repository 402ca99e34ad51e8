// Tells the server once where this browser is and which language it reads: models may be told.

import { ask } from "$/public/app/api.js";

const AGAIN = 60000; // milliseconds

let told = false;

export const tellWhereabouts = async () => {
  if (told) return;
  told = true;
  const { timeZone = "" } = Intl.DateTimeFormat().resolvedOptions();
  const answer = await ask("me/whereabouts", { time_zone: timeZone, language: navigator.language ?? "" });
  if (answer.ok) return;
  told = false;
  // What the server refuses it would refuse again.
  if (!answer.status || answer.status >= 500) setTimeout(tellWhereabouts, AGAIN);
};

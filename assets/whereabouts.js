// Tells the server once where this browser is and which language it reads: models may be told.

import { ask } from "$/public/api.js";

let told = false;

export const tellWhereabouts = () => {
  if (told) return;
  told = true;
  const { timeZone = "" } = Intl.DateTimeFormat().resolvedOptions();
  ask("me/whereabouts", { time_zone: timeZone, language: navigator.language ?? "" });
};

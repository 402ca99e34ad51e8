// Tells the server once where this browser is and which language it reads: they may be part of a prompt.

import { ask } from "$/public/app/api.js";

const AGAIN = 60000; // milliseconds

let reported = false;

export const reportLocale = async () => {
  if (reported) return;
  reported = true;
  const { timeZone = "" } = Intl.DateTimeFormat().resolvedOptions();
  const answer = await ask("me/whereabouts", { time_zone: timeZone, language: navigator.language ?? "" });
  if (answer.ok) return;
  reported = false;
  // What the server refuses it would refuse again.
  if (!answer.status || answer.status >= 500) setTimeout(reportLocale, AGAIN);
};

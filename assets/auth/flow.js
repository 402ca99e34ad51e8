// The way in: where it leads, and what has to happen on the threshold.

import { ask } from "$/public/app/api.js";
import { become, leaveTab } from "$/public/auth/session-data.js";
import { session } from "$/public/ui/storage.js";

const INVITATION = "spacerr:invitation"; // put there by early.js

// Where somebody goes once they are in, by the address's `next`: a page of ours, never elsewhere.
export const nextAddress = (search = window.location.search) => {
  const wanted = new URLSearchParams(search).get("next") ?? "";
  try {
    const address = new URL(wanted, window.location.origin);
    if (wanted.startsWith("/") && address.origin === window.location.origin) return address.href;
  } catch {
    // Not an address at all.
  }
  return new URL("/chat", window.location.origin).href;
};

// A page of the door that leads back to where somebody is now.
export const doorTo = (page, next = window.location.pathname + window.location.search) =>
  `${page}?next=${encodeURIComponent(next)}`;

// Somebody has just been let in: this tab begins anew, as theirs.
export const enter = async (address) => {
  leaveTab();
  const me = await ask("me");
  if (me.ok) become(me.mode === "local" ? "" : me.id);
  window.location.replace(address);
};

export const signIn = async ({ email, password }) => ask("sign-in", { email, password });

export const readInvitation = () => session.read(INVITATION) ?? "";

export const forgetInvitation = () => session.remove(INVITATION);

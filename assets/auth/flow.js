// Signing in: where it leads, and what has to happen before.

import { ask } from "$/public/app/api.js";
import { resetTab, setUser } from "$/public/auth/user-data.js";
import { session } from "$/public/ui/storage.js";

const INVITATION = "spacerr:invitation"; // put there by early.js

// Where a user goes after signing in, by the address's `next`: a page of ours, never elsewhere.
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

// The address of a page for signing in or up that leads back to where the user is now.
export const authUrl = (page, next = window.location.pathname + window.location.search) =>
  `${page}?next=${encodeURIComponent(next)}`;

// The user has just signed in: this tab begins anew, as theirs.
export const enter = async (address) => {
  resetTab();
  const me = await ask("me");
  if (me.ok) setUser(me.mode === "local" ? "" : me.id);
  window.location.replace(address);
};

export const signIn = async ({ email, password }) => ask("sign-in", { email, password });

export const readInvitation = () => session.read(INVITATION) ?? "";

export const forgetInvitation = () => session.remove(INVITATION);

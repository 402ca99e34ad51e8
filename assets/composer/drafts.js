// @ts-check
// What was typed and not yet accepted, in this browser's storage: it survives a reload.
//
// Each user of a browser has their own drafts; those of the user who works without an account have no
// name before them.

import { readUser } from "$/public/auth/identity.js";
import { local } from "$/public/ui/storage.js";

/**
 * `id` is the request that the text will be sent as, so that sending it again after a reload is still
 * the same request. `left`: it is an edit that was open when the page was left. `mark`: of the stored text that
 * it is to replace, perhaps by none.
 * @typedef {{ text?: string, id?: string, left?: boolean, mark?: string }} Draft
 */

const PREFIX = "spacerr:draft:";
const SEPARATOR = "/"; // between a user and a place, in neither of which it stands

const keyOf = (/** @type {string} */ place, user = readUser()) =>
  `${PREFIX}${user ? user + SEPARATOR : ""}${place}`;

/** @param {string} key @returns {Draft} */
const read = (key) => local.readJson(key) ?? {};

/** @param {string} place a chat's id, or the name of another field */
export const readDraft = (place) => read(keyOf(place));

/**
 * Keep a draft; one without text and mark is forgotten.
 * @param {string} place
 * @param {Draft | null} draft
 */
export const keepDraft = (place, draft) => {
  if (draft?.text || draft?.mark) local.writeJson(keyOf(place), draft);
  else local.remove(keyOf(place));
};

/** @param {string} user @returns {string[]} the places where the user has drafts */
const placesOf = (user) => {
  const start = keyOf("", user);
  return local
    .keys()
    .filter((key) => key.startsWith(start))
    .map((key) => key.slice(start.length))
    .filter((place) => !place.includes(SEPARATOR));
};

/**
 * The server has a request: its draft is done, in every place where it was typed.
 * @param {string} id
 */
export const forgetAccepted = (id) => {
  const keys = placesOf(readUser()).map((place) => keyOf(place));
  local.remove(...keys.filter((key) => read(key).id === id));
};

/** @param {string} user */
export const forgetDrafts = (user) => local.remove(...placesOf(user).map((place) => keyOf(place, user)));

/**
 * What was typed before any user signed in here becomes the first user's.
 * @param {string} user
 */
export const claimDrafts = (user) => {
  for (const place of placesOf("")) {
    const claimed = local.write(keyOf(place, user), local.read(keyOf(place, "")));
    if (claimed) local.remove(keyOf(place, ""));
  }
};

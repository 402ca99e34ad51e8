// @ts-check
// What was typed into the form of a question and not sent yet, in this tab's storage: it survives a reload.
//
// In the tab's storage, which ends with it: a form may ask for something private.

import { readUser } from "$/public/auth/identity.js";
import { session } from "$/public/ui/storage.js";

/** @typedef {Record<string, string | boolean | string[]>} Values by the names of fields */

const PREFIX = "spacerr:form:";

const keyOf = (/** @type {string} */ questionId) => `${PREFIX}${readUser()}/${questionId}`;

/**
 * @param {string} questionId
 * @returns {Values}
 */
export const readForm = (questionId) => session.readJson(keyOf(questionId))?.values ?? {};

/**
 * Keep what was typed, and forget the forms that can't be answered any more.
 * @param {string} questionId
 * @param {Values} values
 * @param {number} until when the question expires, in milliseconds since 1970
 */
export const keepForm = (questionId, values, until) => {
  const ours = session.keys().filter((key) => key.startsWith(PREFIX));
  session.remove(...ours.filter((key) => !(session.readJson(key)?.until > Date.now())));
  session.writeJson(keyOf(questionId), { values, until });
};

/** @param {string} questionId */
export const forgetForm = (questionId) => session.remove(keyOf(questionId));

export const forgetForms = () => session.remove(...session.keys().filter((key) => key.startsWith(PREFIX)));

// @ts-check
// Answers that are on their way from this tab, and what the server said of them, by question.

import { forgetForm } from "$/public/questions/form-drafts.js";
import { newId } from "$/public/ui/ids.js";
import { createListeners } from "$/public/ui/listeners.js";

const PATIENCE = 10000; // milliseconds for an answer of the server, before it can be tried again

/**
 * `sending`: nothing is known of it yet. `taken`: the server has it. Otherwise `sentence` says why it
 * can't be taken, and `field` which field that is about.
 * @typedef {object} Answer
 * @property {string} version
 * @property {Decision} decision
 * @property {boolean} sending
 * @property {boolean} taken
 * @property {string} sentence
 * @property {string} field
 */

/** @typedef {import("$/public/questions/form-drafts.js").Values} Values */

/** @type {Map<string, Answer>} */
const answers = new Map();
const { subscribe, notify } = createListeners();

/** @param {string} questionId @param {Answer} answer */
const put = (questionId, answer) => {
  answers.set(questionId, answer);
  notify();
};

/**
 * Answer a question, unless an answer is on its way.
 * @param {string} questionId
 * @param {Decision} decision
 * @param {Values} values of a form
 * @param {(questionId: string, decision: Decision, values: Values, version: string) => void} send
 */
export const answerQuestion = (questionId, decision, values, send) => {
  const known = answers.get(questionId);
  if (known?.sending || known?.taken) return;
  const version = newId();
  put(questionId, { version, decision, sending: true, taken: false, sentence: "", field: "" });
  setTimeout(() => {
    const now = answers.get(questionId);
    if (now?.version === version && now.sending) put(questionId, { ...now, sending: false });
  }, PATIENCE);
  send(questionId, decision, values, version);
};

/**
 * What the server says of an answer. Returns the answer if it was taken now.
 * @param {AnswerView} [said]
 */
export const putAnswer = (said) => {
  const known = said?.id ? answers.get(said.id) : undefined;
  if (!said || !known || known.version !== said.version || known.taken) return undefined;
  const taken = !said.sentence;
  put(said.id, { ...known, sending: false, taken, sentence: said.sentence, field: said.field });
  if (!taken) return undefined;
  forgetForm(said.id);
  return { id: said.id, decision: known.decision };
};

/** @param {string} questionId */
export const readAnswer = (questionId) => answers.get(questionId);

/** @param {string} questionId */
export const forgetAnswer = (questionId) => {
  if (answers.delete(questionId)) notify();
};

export { subscribe as subscribeAnswers };

// @ts-check
// The steps of a reply, such as calls of tools: how news of them is kept, and what is said of several.

import { CHAT } from "$/public/words/chat.js";
import { QUESTIONS } from "$/public/words/questions.js";

const words = CHAT.steps;

const ENDED = ["succeeded", "failed", "cancelled"];
const SEVERAL = 3; // steps, of which those that have ended are one line
const TITLES = 3; // which such a line names, at most
/** @type {QuestionView[]} */
const NONE = [];
/** @type {ImageView[]} */
const NO_IMAGES = [];

/**
 * A step as it is shown: with what was asked and answered, once that is known here.
 * @typedef {StepView & { arguments?: string, result?: string, for_people?: string }} Step
 */

/** @param {{ state: string }} step */
export const hasEnded = ({ state }) => ENDED.includes(state);

/**
 * The questions of a step as they were sent. One that was answered here isn't open again, although news from
 * before may still say so.
 * @param {QuestionView[]} known
 * @param {QuestionView[]} sent
 */
const renewedQuestions = (known, sent) => {
  const next = sent.map((it) => {
    const before = known.find(({ id }) => id === it.id);
    return before?.decision && !it.decision ? before : it;
  });
  return same(known, next);
};

/**
 * The known list where the new one says the same.
 * @template T
 * @param {T[] | undefined} known
 * @param {T[]} next
 */
const same = (known, next) => (known && JSON.stringify(next) === JSON.stringify(known) ? known : next);

/**
 * A step as it was sent, with the details that are known of it. The known one where nothing is new, so
 * that it isn't rendered again.
 * @param {Step | undefined} known
 * @param {StepView} sent
 * @returns {Step}
 */
const renewed = (known, sent) => {
  const questions = renewedQuestions(known?.questions ?? NONE, sent.questions ?? NONE);
  const images = same(known?.images, sent.images ?? NO_IMAGES);
  const next = { ...known, ...sent, questions, images };
  const nothingNew = Object.entries(next).every(
    ([name, it]) => known?.[/** @type {keyof Step} */ (name)] === it,
  );
  return known && nothingNew ? known : next;
};

/**
 * All steps of a reply, as its row has them.
 * @param {Step[]} known
 * @param {StepView[] | undefined} sent
 */
export const replaceSteps = (known, sent) => {
  const before = new Map(known.map((it) => [it.id, it]));
  return (sent ?? []).map((it) => renewed(before.get(it.id), it));
};

/**
 * The known steps and those that have changed since; the same array where none has.
 * @param {Step[]} known
 * @param {StepView[] | null | undefined} changed
 */
export const mergeSteps = (known, changed) => {
  const steps = new Map(known.map((it) => [it.id, it]));
  for (const step of changed ?? []) steps.set(step.id, renewed(steps.get(step.id), step));
  const next = [...steps.values()];
  return next.length === known.length && next.every((it, at) => it === known[at]) ? known : next;
};

/** @param {StepDetailsView} sent */
const details = ({ arguments: asked, result, for_people }) => ({ arguments: asked, result, for_people });

/**
 * @param {Step[]} known
 * @param {StepDetailsView} sent
 */
export const putDetails = (known, sent) =>
  known.map((it) => (it.id === sent.id && hasEnded(it) ? { ...it, ...details(sent) } : it));

/**
 * The questions of a step that a person can answer now.
 * @param {{ state: string, questions?: QuestionView[] }} step
 */
export const openQuestions = ({ state, questions = NONE }) =>
  state === "waiting" ? questions.filter((it) => !it.decision) : NONE;

/**
 * What was decided on the questions of a step, each decision once.
 * @param {{ questions?: QuestionView[] }} step
 */
export const decisions = ({ questions = NONE }) => {
  const decided = questions.map(({ kind, decision }) => decision && QUESTIONS.decided[kind][decision]);
  return [...new Set(decided.filter(Boolean))].join(" · ");
};

/**
 * Whether a person didn't want it: then it hasn't failed.
 * @param {{ state: string, questions?: QuestionView[] }} step
 */
export const isRefused = ({ state, questions = NONE }) =>
  state === "failed" && questions.some(({ kind, decision }) => kind === "confirm" && decision === "decline");

/**
 * The steps after a question was answered here.
 * @param {Step[]} known
 * @param {string} questionId
 * @param {Decision} decision
 */
export const decideQuestion = (known, questionId, decision) =>
  known.map((step) =>
    step.questions?.some((it) => it.id === questionId && !it.decision)
      ? {
          ...step,
          questions: step.questions.map((it) => (it.id === questionId ? { ...it, decision } : it)),
        }
      : step,
  );

/**
 * The steps of a reply that was stopped here: no question is asked any more.
 * @param {Step[]} known
 * @returns {Step[]}
 */
export const withdrawQuestions = (known) =>
  known.map((it) => (openQuestions(it).length ? { ...it, state: "cancelled" } : it));

/**
 * Those that have ended and show nothing, where they are many enough to be one line.
 * @template {{ state: string, images?: ImageView[] }} S
 * @param {S[]} steps
 */
export const folded = (steps) => {
  const ended = steps.filter((it) => hasEnded(it) && !it.images?.length);
  return steps.length >= SEVERAL && ended.length > 1 ? ended : [];
};

/**
 * What that line says.
 * @param {{ title: string, state: string }[]} steps all of the group
 */
export const summary = (steps) => {
  const ended = steps.filter(hasEnded);
  const failed = ended.filter((it) => it.state === "failed").length;
  const done = ended.length < steps.length ? words.done(ended.length) : used(ended);
  return failed ? words.withFailed(done, failed) : done;
};

/** @param {{ title: string }[]} steps */
const used = (steps) => {
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const { title } of steps) times.set(title, (times.get(title) ?? 0) + 1);
  return times.size > TITLES ? words.used(steps.length) : words.usedEach([...times]);
};

// A question of a tool to a person: whether it may run, a form to fill in, an address to open.

import { useEffect, useId, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { ago, soon } from "$/public/format/relative-time.js";
import { useMinute } from "$/public/format/use-minute.js";
import {
  answerQuestion,
  forgetAnswer,
  putAnswer,
  readAnswer,
  subscribeAnswers,
} from "$/public/questions/answers.js";
import { Confirm } from "$/public/questions/confirm.jsx";
import { Form } from "$/public/questions/form.jsx";
import { OpenLink } from "$/public/questions/open-link.jsx";
import { focusAfter } from "$/public/ui/focus.js";
import { QUESTIONS as words } from "$/public/words/questions.js";

export const APPEARS = "spacerr:question";

/**
 * `onAnswer` sends an answer; without it the question is only read. On a page of its own, `askedAt` says
 * since when it waits, and `result` what the server says of an answer.
 * @param {Props} props
 */
export const QuestionCard = ({ question, title, askedAt = 0, result = undefined, onAnswer = undefined }) => {
  const { id, kind, until } = question;
  const read = () => readAnswer(id);
  const given = useSyncExternalStore(subscribeAnswers, read, read);
  const heading = useId();
  const card = useRef(null);
  useLayoutEffect(() => {
    putAnswer(result);
  }, [result]);
  useFocusAfter(card);
  useAppearing(card);
  useEffect(() => () => forgetAnswer(id), [id]);
  const answer = onAnswer && ((decision, values = {}) => answerQuestion(id, decision, values, onAnswer));
  const Body = BODIES[kind];
  if (given?.taken) return <Taken card={card} words={words.decided[kind][given.decision]} />;
  return (
    <div
      ref={card}
      className="question"
      role="group"
      aria-labelledby={heading}
      data-question-id={id}
      data-kind={kind}
      aria-busy={given?.sending || undefined}
      tabIndex={-1}
    >
      <Body {...{ question, title, heading, given, answer, card }}>
        <Times askedAt={askedAt} until={until} />
      </Body>
    </div>
  );
};

const Times = ({ askedAt, until }) => {
  useMinute();
  return (
    <p className="question-times">
      {askedAt > 0 && <span>{words.asked(ago(askedAt))}</span>}
      <span>{words.until(soon(until))}</span>
    </p>
  );
};

// For the moment until what lists the question knows of it.
const Taken = ({ card, words: said }) => {
  useLayoutEffect(() => {
    if (document.activeElement === document.body) card.current.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={card} className="question question-taken" role="status" tabIndex={-1}>
      {said}
    </div>
  );
};

// What had the focus goes with the card: then it is wanted beside it, where people go on.
const useFocusAfter = (card) =>
  useLayoutEffect(
    () => () => {
      const element = card.current;
      if (element?.contains(document.activeElement)) focusAfter(element);
    },
    [],
  );

// Heard by a thread, which otherwise shows its end.
const useAppearing = (card) =>
  useEffect(() => {
    card.current.dispatchEvent(new CustomEvent(APPEARS, { bubbles: true }));
  }, []);

const BODIES = { confirm: Confirm, form: Form, link: OpenLink };

// A question of a tool to a person: whether it may run, a form to fill in, an address to open.

import { useEffect, useId, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { ago, soon } from "$/public/format/relative-time.js";
import {
  answerQuestion,
  forgetAnswer,
  putAnswer,
  readAnswer,
  subscribeAnswers,
} from "$/public/questions/answers.js";
import { readArguments } from "$/public/questions/call-arguments.js";
import { FormField } from "$/public/questions/fields.jsx";
import { keepForm, readForm } from "$/public/questions/form-drafts.js";
import { firstValues, sentValues } from "$/public/questions/values.js";
import { focusAfter } from "$/public/ui/focus.js";
import { QUESTIONS as words } from "$/public/words/questions.js";

const SAFE = ["http:", "https:"];

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
        <p className="question-times">
          {askedAt > 0 && <span>{words.asked(ago(askedAt))}</span>}
          <span>{words.until(soon(until))}</span>
        </p>
      </Body>
    </div>
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

/** @param {Props} props */
const Heading = ({ id, around: [before, behind], name }) => (
  <p id={id} className="question-title" dir="auto">
    {before}
    <bdi>{name}</bdi>
    {behind}
  </p>
);

const Problem = ({ given }) =>
  given?.sentence ? (
    <p className="failure" role="alert">
      {given.sentence}
    </p>
  ) : null;

// What a card ends with: its buttons, the `first` of which may be of another kind, and times.
const Foot = ({ answer, given, options, first = null, children }) => (
  <div className="question-foot">
    {answer && (
      <div className="question-actions">
        {first}
        <Choices {...{ answer, given, options }} />
      </div>
    )}
    {children}
  </div>
);

const Choices = ({ answer, given, options }) => (
  <>
    {options.map(({ decision, word, hint = undefined, primary = false }) => (
      <button
        key={decision}
        type="button"
        className={primary ? "primary" : "secondary"}
        aria-disabled={given?.sending || undefined}
        title={hint}
        onClick={() => answer(decision)}
      >
        {word}
      </button>
    ))}
  </>
);

const Confirm = ({ question, title, heading, given, answer, children }) => {
  const { allow, allowOnce, allowInChat, dontAllow } = words.actions;
  const options = [
    { decision: "accept", word: question.rememberable ? allowOnce : allow, primary: true },
    ...(question.rememberable ? [{ decision: "accept-in-chat", word: allowInChat }] : []),
    { decision: "decline", word: dontAllow },
  ];
  return (
    <>
      <Heading id={heading} around={words.confirm} name={title} />
      <CallArguments message={question.message} />
      <Problem given={given} />
      <Foot {...{ answer, given, options }}>{children}</Foot>
    </>
  );
};

const CallArguments = ({ message }) => {
  const lines = readArguments(message);
  if (lines?.length === 0) return <p className="question-note">{words.noArguments}</p>;
  return (
    <>
      <div className="question-arguments" role="group" aria-label={words.arguments} tabIndex={0}>
        {lines ? (
          <dl>
            {lines.map(({ key, name, text, data }) => (
              <div key={key}>
                <dt dir="auto">{name}</dt>
                <dd dir="auto" data-json={data}>
                  {text}
                </dd>
              </div>
            ))}
          </dl>
        ) : (
          <pre dir="auto">{message}</pre>
        )}
      </div>
      {!lines && <p className="question-note">{words.cut}</p>}
    </>
  );
};

const Form = ({ question, title, heading, given, answer, card, children }) => {
  const { id, message, fields, until } = question;
  const [typed, setTyped] = useState(() => ({ ...firstValues(fields), ...readForm(id) }));
  const change = (name, value) => {
    const next = { ...typed, [name]: value };
    setTyped(next);
    keepForm(id, next, until);
  };
  const submit = (event) => {
    event.preventDefault();
    answer("accept", sentValues(fields, typed));
  };
  const { send, decline, dismiss, dismissHint } = words.actions;
  const options = [
    { decision: "decline", word: decline },
    { decision: "cancel", word: dismiss, hint: dismissHint },
  ];
  const about = fields.some(({ name }) => name === given?.field) ? given.field : "";
  return (
    <form noValidate onSubmit={submit}>
      <Heading id={heading} around={words.form} name={title} />
      <Message text={message} />
      <fieldset className="question-fields" disabled={!answer}>
        {fields.map((field) => (
          <FormField
            key={field.name}
            field={field}
            value={typed[field.name]}
            wrong={about === field.name ? given.sentence : ""}
            reach={card.current?.contains(document.activeElement)}
            onChange={(value) => change(field.name, value)}
          />
        ))}
      </fieldset>
      {!about && <Problem given={given} />}
      <Foot
        {...{ answer, given, options }}
        first={
          <button type="submit" className="primary" aria-disabled={given?.sending || undefined}>
            {send}
          </button>
        }
      >
        {children}
      </Foot>
    </form>
  );
};

const Message = ({ text }) =>
  text ? (
    <p className="question-message" dir="auto">
      {text}
    </p>
  ) : null;

const OpenLink = ({ question, title, heading, given, answer, children }) => {
  const address = readAddress(question.url);
  const { open, openHint, decline } = words.actions;
  const options = [{ decision: "decline", word: decline }];
  const opener = address && (
    <a
      className="primary"
      href={address.href}
      target="_blank"
      rel="noopener noreferrer"
      title={openHint(address.host)}
      aria-disabled={given?.sending || undefined}
      onClick={() => answer("accept")}
    >
      {open}
    </a>
  );
  return (
    <>
      <Heading id={heading} around={words.link} name={address?.host ?? question.url} />
      <p className="question-note" dir="auto">
        {words.by(title)}
      </p>
      <Message text={question.message} />
      <pre className="question-address" role="group" aria-label={words.wholeAddress} tabIndex={0} dir="ltr">
        {address?.href ?? question.url}
      </pre>
      {!address && <p className="question-note">{words.unsafe}</p>}
      <Problem given={given} />
      <Foot {...{ answer, given, options }} first={opener}>
        {children}
      </Foot>
    </>
  );
};

// As a browser reads it, so that what is shown is what is opened; undefined for what isn't a page.
const readAddress = (url) => {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  return address && SAFE.includes(address.protocol) ? address : undefined;
};

const BODIES = { confirm: Confirm, form: Form, link: OpenLink };

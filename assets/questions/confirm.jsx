// Whether a tool may run: with what it would be called.

import { readArguments, seen } from "$/public/questions/call-arguments.js";
import { Foot, Heading, Problem } from "$/public/questions/parts.jsx";
import { QUESTIONS as words } from "$/public/words/questions.js";

export const Confirm = ({ question, title, heading, given, answer, children }) => {
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
          <pre dir="auto">{seen(message)}</pre>
        )}
      </div>
      {!lines && <p className="question-note">{words.cut}</p>}
    </>
  );
};

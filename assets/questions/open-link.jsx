// Whether an address may be opened: what it is, wholly, before it is.

import { Foot, Heading, Message, Problem } from "$/public/questions/parts.jsx";
import { QUESTIONS as words } from "$/public/words/questions.js";

const SAFE = ["http:", "https:"];

export const OpenLink = ({ question, title, heading, given, answer, children }) => {
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

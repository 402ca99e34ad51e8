// Values that a tool asks for. What is typed stays until it is taken.

import { useState } from "react";
import { FormField } from "$/public/questions/fields.jsx";
import { keepForm, readForm } from "$/public/questions/form-drafts.js";
import { Foot, Heading, Message, Problem } from "$/public/questions/parts.jsx";
import { firstValues, sentValues } from "$/public/questions/values.js";
import { QUESTIONS as words } from "$/public/words/questions.js";

export const Form = ({ question, title, heading, given, answer, card, children }) => {
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

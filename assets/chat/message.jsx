// One message: a quiet bubble for a person's, plain text on the page for a reply.

import { memo, useCallback, useState, useSyncExternalStore } from "react";
import { Link } from "react-router";
import { KeysLink } from "$/public/app/keys-link.jsx";
import { Editing, wasEditing } from "$/public/chat/edit-question.jsx";
import { Actions } from "$/public/chat/message-actions.jsx";
import { isActive, isWaiting, readMessage, subscribeMessage } from "$/public/chat/message-store.js";
import { Thoughts } from "$/public/chat/reasoning.jsx";
import { isSwitch, Switch } from "$/public/chat/transition.jsx";
import { OwnText } from "$/public/markdown/question-text.jsx";
import { openModels } from "$/public/models/models.js";
import { ReplyText } from "$/public/replies/reply-text.jsx";
import { hasEnded } from "$/public/replies/steps.js";
import { CHAT } from "$/public/words/chat.js";
import { QUESTIONS } from "$/public/words/questions.js";

export const Message = memo(({ id, last, writable, on }) => {
  const subscribe = useCallback(subscribeMessage(id), [id]);
  const read = () => readMessage(id);
  const message = useSyncExternalStore(subscribe, read, read);
  const [wantsEditing, setEditing] = useState(() => wasEditing(id));
  const [edited, setEdited] = useState(false); // here, and left again
  if (!message) return null;
  if (isSwitch(message)) return <Switch message={message} />;
  const running = isActive(message);
  const mine = message.role === "user";
  const editing = writable && wantsEditing;
  const leaveEdit = () => {
    setEdited(true);
    setEditing(false);
  };
  return (
    <article
      className={`message ${message.role}`}
      data-message-id={id}
      data-role={message.role}
      data-status={message.status}
      aria-busy={running && !isWaiting(message)}
      aria-label={mine ? message.asker || CHAT.message.you : CHAT.message.reply}
    >
      {!mine && <Reply {...{ message, last, running, writable, on }} />}
      {message.asker && (
        <p className="asker" dir="auto" aria-hidden>
          {message.asker}
        </p>
      )}
      {mine && editing && <Editing message={message} onAsk={on.edit} onClose={leaveEdit} />}
      {mine && !editing && (
        <div className="bubble" dir="auto">
          <OwnText text={message.text} />
        </div>
      )}
      {!running && !editing && (
        <Actions
          message={message}
          {...{ last, writable, on }}
          focusEdit={edited}
          onEdit={() => setEditing(true)}
        />
      )}
    </article>
  );
});

const Reply = ({ message, last, running, writable, on }) => {
  const { text, steps } = message;
  const thought = message.thoughts || message.thought;
  const asks = isWaiting(message);
  const waiting = running && !asks && message.status !== "streaming";
  // What the thoughts' heading or a step says already isn't said twice.
  const thinking = thought && !text && !steps.length && message.label === CHAT.thoughts.thinking;
  const acting = message.status === "tool-calling" && !steps.every(hasEnded);
  const labelled = waiting && !thinking && !acting;
  // It was answered, and goes on in a moment.
  const label = message.status === "waiting" ? CHAT.thoughts.thinking : message.label;
  return (
    <>
      {thought && <Thoughts message={message} running={running} onLook={on.look} />}
      <ReplyText
        id={message.id}
        {...{ text, steps }}
        running={running && !asks}
        onStep={on.step}
        onAnswer={writable ? on.answer : undefined}
      />
      {asks && (
        <p className="status" role="status">
          {writable ? QUESTIONS.waits : QUESTIONS.waitsForOthers}
        </p>
      )}
      {labelled && (
        <p className="status thinking" role="status">
          {label}
        </p>
      )}
      {message.error ? (
        <p className="failure" role="alert">
          {message.error}
          {message.another_model && (
            <button type="button" className="link" onClick={openModels}>
              {CHAT.message.anotherModel}
            </button>
          )}
          {message.wrong_key && last && <KeysLink />}
          {message.too_long && last && (
            <Link to="/chat" className="link">
              {CHAT.message.newChat}
            </Link>
          )}
          {message.request_id && <small>{CHAT.message.reference(message.request_id)}</small>}
        </p>
      ) : (
        !running && message.label && <p className="status">{message.label}</p>
      )}
      {!running && message.note && <p className="status">{message.note}</p>}
    </>
  );
};

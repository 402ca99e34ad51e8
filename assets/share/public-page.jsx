// A copy of a chat, for visitors with its link: read only, without an account, and nothing live.

import { useEffect, useState } from "react";
import { ask, askForFile } from "$/public/app/api.js";
import { usePageTitle } from "$/public/app/page-title.js";
import { ReplyText } from "$/public/replies/reply-text.jsx";
import { ImageSource } from "$/public/replies/step-images.jsx";
import { CHAT } from "$/public/words/chat.js";
import { SHARING } from "$/public/words/sharing.js";
import { SHELL } from "$/public/words/shell.js";
import "@fontsource-variable/inter/index.css";

const words = SHARING.copy;

export const SharedChat = () => {
  const copy = useCopy();
  return (
    <div className="shared">
      <main className="thread">
        {copy?.ok && (
          <ImageSource value={copy.image}>
            <Conversation copy={copy} />
          </ImageSource>
        )}
        {copy && !copy.ok && (
          <div className="missing">
            <h1>{words.gone}</h1>
            <p role="alert">{copy.sentence}</p>
          </div>
        )}
      </main>
      {copy && <Foot />}
    </div>
  );
};

const Foot = () => {
  const [before, behind] = words.madeWith;
  return (
    <footer className="shared-foot">
      {before}
      <a href="/">{SHELL.name}</a>
      {behind}
    </footer>
  );
};

const useCopy = () => {
  const [copy, setCopy] = useState(null);
  useEffect(() => {
    const token = history.state?.link ?? "";
    let mounted = true;
    const image = (id) => askForFile("shared/image", { token, id });
    ask("shared", { token }).then((answer) => mounted && setCopy({ ...answer, image }));
    // For users who copy the address; the router goes on with the short one.
    if (token) history.replaceState(history.state, "", `/shared/${token}`);
    return () => {
      mounted = false;
    };
  }, []);
  usePageTitle(copy?.title && SHELL.pageTitle(copy.title));
  return copy;
};

const Conversation = ({ copy }) => {
  const at = new Date(copy.created_at);
  const day = at.toLocaleDateString(undefined, { day: "numeric", month: "long", year: "numeric" });
  const [before, behind] = words.madeOn;
  return (
    <>
      <header className="shared-head">
        <h1 dir="auto">{copy.title}</h1>
        <p>
          {before}
          <time dateTime={at.toISOString()}>{day}</time>
          {behind}
        </p>
      </header>
      <div role="log" aria-label={CHAT.name} className="shared-messages">
        {copy.messages.map((message, at) => (
          <Message key={at} id={`shared-${at}`} {...message} />
        ))}
      </div>
    </>
  );
};

const Message = ({ id, role, text, model, steps = [] }) => (
  <article
    className={`message ${role}`}
    data-role={role}
    aria-label={role === "user" ? words.question : CHAT.message.reply}
  >
    {role === "user" ? (
      <div className="bubble" dir="auto">
        {text}
      </div>
    ) : (
      <>
        <ReplyText id={id} text={text} steps={steps} />
        {model && <p className="status">{model}</p>}
      </>
    )}
  </article>
);

// A copy of a chat, for whoever has its link: read only, without an account, and nothing live.

import { useEffect, useState } from "react";
import { ask } from "$/public/api.js";
import { Markdown } from "$/public/markdown.jsx";
import "@fontsource-variable/inter/index.css";

export const SharedChat = () => {
  const copy = useCopy();
  return (
    <div className="shared">
      <main className="thread">
        {copy?.ok && <Conversation copy={copy} />}
        {copy && !copy.ok && (
          <div className="missing">
            <h1>There is nothing here</h1>
            <p role="alert">{copy.sentence}</p>
          </div>
        )}
      </main>
      {copy && (
        <footer className="shared-foot">
          Made with <a href="/">Spacerr</a>
        </footer>
      )}
    </div>
  );
};

const useCopy = () => {
  const [copy, setCopy] = useState(null);
  useEffect(() => {
    const token = history.state?.link ?? "";
    let here = true;
    ask("shared", { token }).then((answer) => here && setCopy(answer));
    // For whoever copies the address; the router goes on believing that it is the short one.
    if (token) history.replaceState(history.state, "", `/shared/${token}`);
    return () => (here = false);
  }, []);
  useTitle(copy?.title);
  return copy;
};

// The router writes the page's own title whenever it draws the page anew.
const useTitle = (title) =>
  useEffect(() => {
    if (!title) return undefined;
    const words = `${title} · Spacerr`;
    const show = () => document.title !== words && (document.title = words);
    show();
    const watch = new MutationObserver(show);
    watch.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => watch.disconnect();
  }, [title]);

const Conversation = ({ copy }) => {
  const at = new Date(copy.created_at);
  const day = at.toLocaleDateString(undefined, { day: "numeric", month: "long", year: "numeric" });
  return (
    <>
      <header className="shared-head">
        <h1 dir="auto">{copy.title}</h1>
        <p>
          A copy of a conversation, made on <time dateTime={at.toISOString()}>{day}</time>
        </p>
      </header>
      <div role="log" aria-label="Conversation" className="shared-messages">
        {copy.messages.map((message, at) => (
          <Message key={at} id={`shared-${at}`} {...message} />
        ))}
      </div>
    </>
  );
};

const Message = ({ id, role, text, model }) => (
  <article
    className={`message ${role}`}
    data-role={role}
    aria-label={role === "user" ? "Question" : "Reply"}
  >
    {role === "user" ? (
      <div className="bubble" dir="auto">
        {text}
      </div>
    ) : (
      <>
        <Markdown id={id} text={text} />
        {model && <p className="status">{model}</p>}
      </>
    )}
  </article>
);

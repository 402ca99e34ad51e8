// The page of a chat that isn't there: what was typed in it is kept, and can go elsewhere.

import { useEffect, useState } from "react";
import { Link } from "react-router";
import { useAddress } from "$/public/app/address.js";
import { keepDraft, readDraft } from "$/public/composer/drafts.js";
import { newId } from "$/public/ui/ids.js";
import { CHAT } from "$/public/words/chat.js";
import { SHARING } from "$/public/words/sharing.js";
import "@fontsource-variable/inter/index.css";

const words = CHAT.missing;

const joined = (...texts) => texts.filter(Boolean).join("\n\n");

const carry = (chatId, text) => {
  keepDraft("new", { text: joined(readDraft("new").text, text), id: newId() });
  keepDraft(chatId, null);
};

// `lost` is a chat that this tab had shown, and that its owner no longer shares.
export const ChatNotFound = ({ lost }) => {
  const { chatId } = useAddress();
  const [typed, setTyped] = useState("");
  useEffect(() => setTyped(readDraft(chatId).text ?? ""), [chatId]);
  return (
    <div className="missing">
      {lost && lost === chatId ? (
        <>
          <h1>{SHARING.lost}</h1>
          <p>{SHARING.lostWhy}</p>
        </>
      ) : (
        <>
          <h1>{words.title}</h1>
          <p>{words.why}</p>
        </>
      )}
      {typed && <Typed text={typed} />}
      <Link to="/chat" className="primary" onClick={() => typed && carry(chatId, typed)}>
        {typed ? words.beginWith : words.begin}
      </Link>
    </div>
  );
};

export const Typed = ({ text }) => (
  <figure>
    <figcaption>{words.kept}</figcaption>
    <blockquote dir="auto" tabIndex={0} aria-label={words.typed}>
      {text}
    </blockquote>
  </figure>
);

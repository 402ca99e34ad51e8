// The page of a chat that isn't there: what was typed in it is kept, and can go elsewhere.

import { useEffect, useState } from "react";
import { Link, useLocation } from "react-router";
import { keepDraft, readDraft } from "$/public/drafts.js";
import { WORDS } from "$/public/words/sharing.js";

const joined = (...texts) => texts.filter(Boolean).join("\n\n");

const carry = (chatId, text) => {
  keepDraft("new", { text: joined(readDraft("new").text, text), id: crypto.randomUUID() });
  keepDraft(chatId, null);
};

// `lost` is a chat that this tab had shown, and that its owner no longer shares.
export const Missing = ({ lost }) => {
  const chatId = useLocation().pathname.split("/")[2];
  const [typed, setTyped] = useState("");
  useEffect(() => setTyped(readDraft(chatId).text ?? ""), [chatId]);
  return (
    <div className="missing">
      {lost && lost === chatId ? (
        <>
          <h1>{WORDS.lost}</h1>
          <p>{WORDS.lostWhy}</p>
        </>
      ) : (
        <>
          <h1>This chat doesn’t exist</h1>
          <p>It may have been deleted, or the address is not quite right.</p>
        </>
      )}
      {typed && (
        <figure>
          <figcaption>What you typed here is kept:</figcaption>
          <blockquote dir="auto" tabIndex={0} aria-label="What you typed">
            {typed}
          </blockquote>
        </figure>
      )}
      <Link to="/chat" className="primary" onClick={() => typed && carry(chatId, typed)}>
        {typed ? "Start a new chat with what you typed" : "Start a new chat"}
      </Link>
    </div>
  );
};

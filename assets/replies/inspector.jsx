// The inspector: all that the model of one reply was told, line by line, and what it wasn't.

import { Check, Copy, X } from "lucide-react";
import { useEffect, useState } from "react";
import { ask } from "$/public/app/api.js";
import { INSPECT } from "$/public/replies/open-inspector.js";
import { asText, PromptParts } from "$/public/replies/prompt-parts.jsx";
import { useCopy } from "$/public/ui/clipboard.js";
import { Dialog } from "$/public/ui/dialog.jsx";
import { INSPECTOR as words } from "$/public/words/studio-instructions.js";

const LEFT_OUT = "left-out";

export const Inspector = () => {
  const [about, setAbout] = useState(null);
  useEffect(() => {
    const open = (/** @type {CustomEvent} */ { detail }) => setAbout(detail);
    window.addEventListener(INSPECT, open);
    return () => window.removeEventListener(INSPECT, open);
  }, []);
  const close = () => setAbout(null);
  return (
    <Dialog open={Boolean(about)} label={words.heading} onClose={close}>
      {about && <Inspected key={about.messageId} about={about} onClose={close} />}
    </Dialog>
  );
};

const usePrompt = ({ chatId, messageId }) => {
  const [prompt, setPrompt] = useState(null);
  useEffect(() => {
    let here = true;
    ask(`chats/${chatId}/replies/${messageId}/prompt`).then((it) => here && setPrompt(it));
    return () => {
      here = false;
    };
  }, [chatId, messageId]);
  return prompt;
};

const Inspected = ({ about, onClose }) => {
  const prompt = usePrompt(about);
  return (
    <div className="inspector">
      <header>
        <h2>{words.heading}</h2>
        {prompt?.ok && <CopyAll prompt={prompt} />}
        <button type="button" className="icon" aria-label={words.close} title={words.close} onClick={onClose}>
          <X size={16} aria-hidden />
        </button>
      </header>
      <div
        ref={(body) => body?.setAttribute("autofocus", "")}
        className="inspector-body"
        aria-busy={!prompt}
        tabIndex={-1}
      >
        {!prompt && <p className="setting-note">{words.loading}</p>}
        {prompt && !prompt.ok && (
          <p className="failure" role="alert">
            {prompt.sentence}
          </p>
        )}
        {prompt?.ok && <Prompt prompt={prompt} />}
      </div>
    </div>
  );
};

const Prompt = ({ prompt: { parts, pieces, history, parameters } }) => (
  <>
    <section aria-labelledby="inspected-instructions">
      <h3 id="inspected-instructions">{words.instructions}</h3>
      {parts.length ? <PromptParts parts={parts} /> : <p className="setting-note">{words.noInstructions}</p>}
    </section>
    <section aria-labelledby="inspected-conversation">
      <h3 id="inspected-conversation">{words.conversation}</h3>
      {history.left_out > 0 && (
        <p className="setting-note">
          {words.leftOut(history.left_out)} {history.estimated && words.estimated}
        </p>
      )}
      <ol className="inspected">
        {runs(pieces).map((run, at) => (
          <Run key={at} pieces={run} />
        ))}
      </ol>
    </section>
    <section aria-labelledby="inspected-parameters">
      <h3 id="inspected-parameters">{words.parameters}</h3>
      <dl className="inspected-parameters">
        {Object.entries(parameters).map(([name, value]) => (
          <div key={name}>
            <dt>{words.names[name] ?? name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  </>
);

// Those left out that follow each other are folded into one; every other piece stands alone.
const runs = (pieces) =>
  pieces.reduce((all, piece) => {
    if (piece.why === LEFT_OUT && all.at(-1)?.[0].why === LEFT_OUT) all.at(-1).push(piece);
    else all.push([piece]);
    return all;
  }, []);

const Run = ({ pieces }) => {
  if (pieces[0].why !== LEFT_OUT) return <Piece piece={pieces[0]} />;
  return (
    <li className="inspected-left-out">
      <details>
        <summary>{words.notSent(pieces.length)}</summary>
        <ol className="inspected">
          {pieces.map((piece, at) => (
            <Piece key={at} piece={piece} />
          ))}
        </ol>
      </details>
    </li>
  );
};

const Piece = ({ piece: { role, text, why } }) => (
  <li data-role={role} data-why={why || undefined}>
    <span className="inspected-role">
      {words.roles[role]}
      {why && why !== LEFT_OUT && <em>{words.why[why]}</em>}
    </span>
    <p dir="auto">{why === LEFT_OUT ? <del>{text}</del> : text}</p>
  </li>
);

// As it was sent: messages of one role that follow each other are one.
const whole = ({ parts, pieces }) => {
  const sent = pieces.filter(({ why }) => why !== LEFT_OUT);
  const told = asText(parts);
  const turns = told ? [{ role: "system", texts: [told] }] : [];
  for (const { role, text } of sent) {
    if (turns.length && turns.at(-1).role === role) turns.at(-1).texts.push(text);
    else turns.push({ role, texts: [text] });
  }
  return turns.map(({ role, texts }) => `[${role}]\n${texts.join("\n\n")}`).join("\n\n");
};

const CopyAll = ({ prompt }) => {
  const [copied, copy] = useCopy();
  const Icon = copied ? Check : Copy;
  return (
    <button type="button" className="quiet" onClick={() => copy(whole(prompt))}>
      <Icon size={14} aria-hidden />
      {copied ? words.copied : words.copy}
    </button>
  );
};

// One message: a quiet bubble for a person's, plain text on the page for a reply.

import { memo, useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { Check, Copy, RotateCw } from "lucide-react";
import { Markdown } from "$/public/markdown.jsx";
import { isActive, readMessage, subscribeMessage } from "$/public/store.js";

const RETRYABLE = ["stopped", "interrupted", "failed"];
const COPIED_FOR = 1500;

export const Message = memo(({ id, last, onRetry }) => {
  const subscribe = useCallback(subscribeMessage(id), [id]);
  const read = () => readMessage(id);
  const message = useSyncExternalStore(subscribe, read, read);
  if (!message) return null;
  const running = isActive(message);
  return (
    <article
      className={`message ${message.role}`}
      data-message-id={id}
      data-role={message.role}
      data-status={message.status}
      aria-busy={running}
      aria-label={message.role === "user" ? "You" : "Reply"}
    >
      {message.role === "user" ? (
        <div className="bubble" dir="auto">
          {message.text}
        </div>
      ) : (
        <Reply message={message} running={running} />
      )}
      {!running && <Actions message={message} last={last} onRetry={onRetry} />}
    </article>
  );
});

const Reply = ({ message, running }) => (
  <>
    {message.text && <Markdown text={message.text} streaming={running} />}
    {running && !message.text && (
      <p className="status thinking" role="status">
        {message.label}
      </p>
    )}
    {message.error ? (
      <p className="failure" role="alert">
        {message.error}
        {message.request_id && <small>Reference {message.request_id}</small>}
      </p>
    ) : (
      !running && message.label && <p className="status">{message.label}</p>
    )}
  </>
);

const Actions = ({ message, last, onRetry }) => (
  <div className="actions">
    {message.text && <CopyButton text={message.text} />}
    {last && RETRYABLE.includes(message.status) && (
      <button type="button" onClick={() => onRetry(message.id, crypto.randomUUID())}>
        <RotateCw size={14} aria-hidden /> Retry
      </button>
    )}
    {message.role === "assistant" && message.model && (
      <span className="model-name">{message.model.split("/").pop()}</span>
    )}
  </div>
);

const CopyButton = ({ text }) => {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_FOR);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true));
  const Icon = copied ? Check : Copy;
  return (
    <button type="button" onClick={copy} aria-label="Copy" title={copied ? "Copied" : "Copy"}>
      <Icon size={14} aria-hidden />
    </button>
  );
};
